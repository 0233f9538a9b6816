/* SIGWINCH and tcgetwinsize(): run by scripts/pty-drive. A pseudo terminal of Unix cannot resize a console under Wine,
 * so there the program does it itself, as any other program on the console could. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef _WIN32
#include <windows.h>

#include <posix/termios.h>

static void resize(short columns, short rows) {
  const HANDLE screen = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                    OPEN_EXISTING, 0, NULL);
  const SMALL_RECT window = {0, 0, (SHORT)(columns - 1), (SHORT)(rows - 1)};
  const COORD size = {columns, rows};
  SetConsoleWindowInfo(screen, TRUE, &window);
  SetConsoleScreenBufferSize(screen, size);
  SetConsoleWindowInfo(screen, TRUE, &window);
  CloseHandle(screen);
}
#else
#include <sys/ioctl.h>

static int tcgetwinsize(int fd, struct winsize *size) { return ioctl(fd, TIOCGWINSZ, size); }
static void resize(short columns, short rows) {
  const struct winsize size = {(unsigned short)rows, (unsigned short)columns, 0, 0};
  ioctl(0, TIOCSWINSZ, &size);
}
#endif

static volatile sig_atomic_t changed;
static void on_change(int sig) {
  (void)sig;
  ++changed;
}

static void report(const char *what) {
  struct winsize size;
  if (tcgetwinsize(0, &size) != 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %d x %d\n", what, size.ws_col, size.ws_row);
  fflush(stdout);
}

int main(void) {
  struct sigaction action;
  char line[64];
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_change;
  report("at first");
  sigaction(SIGWINCH, &action, NULL);
  report("ready");
  for (;;) {
    if (changed) {
      changed = 0;
      report("changed");
    }
    const int got = (int)read(0, line, sizeof(line));
    if (got > 0 && strncmp(line, "smaller", 7) == 0) resize(100, 40);
    else if (got >= 0) break;
  }
  return 0;
}
