/* What a console program sees of the keyboard: driven by keys_*.txt through scripts/pty-drive. Says each signal as it
 * comes, and ends with SIGTERM, or with the third SIGINT. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t came[NSIG];

static void on_signal(int sig) { ++came[sig]; }

int main(void) {
  static const int handled[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  struct sigaction action;
  sigset_t all, none;
  int interrupts = 0;
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_signal;
  sigfillset(&all);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &all, NULL);
  for (unsigned n = 0; n < sizeof(handled) / sizeof(handled[0]); ++n) sigaction(handled[n], &action, NULL);
  puts("ready");
  fflush(stdout);
  while (interrupts < 3 && came[SIGTERM] == 0) {
    sigsuspend(&none);
    for (int sig = 1; sig < NSIG; ++sig) {
      if (came[sig] == 0) continue;
      came[sig] = 0;
      if (sig == SIGINT) ++interrupts;
      printf("%s %d\n", strsignal(sig), interrupts);
      fflush(stdout);
    }
  }
  return 5;
}
