/* A Windows program without the library, to be signalled. Its first argument says what it is like; it answers "ping"
 * with "pong", starts what "child KIND" and "run COMMAND" say, ends at "quit" or at the end of its input, and says what
 * happens to it, a line each. */
#include <windows.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *format, unsigned long value) {
  char line[128];
  DWORD written;
  const int length = snprintf(line, sizeof line, format, value);
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)length, &written, NULL);
}

static BOOL WINAPI tell_event(DWORD event) {
  say("event %lu\n", event);
  return TRUE;
}

static BOOL WINAPI heed_silently(DWORD event) {
  (void)event;
  return TRUE;
}

static BOOL WINAPI end_at_event(DWORD event) {
  say("event %lu\n", event);
  ExitProcess(40 + event);
}

static BOOL WINAPI never_return(DWORD event) {
  say("event %lu\n", event);
  Sleep(INFINITE);
  return TRUE;
}

static void tell_signal(int sig) {
  signal(sig, tell_signal); /* the CRT has reset it */
  say("signal %lu\n", (unsigned long)sig);
}

static LRESULT CALLBACK window_procedure(HWND window, UINT message, WPARAM wide, LPARAM parameter) {
  if (message == WM_CLOSE) {
    say("close\n", 0);
    PostQuitMessage(7);
    return 0;
  }
  return DefWindowProcA(window, message, wide, parameter);
}

static int window_main(void) {
  WNDCLASSA kind = {.lpfnWndProc = window_procedure, .lpszClassName = "victim"};
  MSG message;
  RegisterClassA(&kind);
  const HWND window =
      CreateWindowA("victim", "victim", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 100, 100, NULL, NULL, NULL, NULL);
  if (window == NULL) {
    say("no window\n", 0);
    return 1;
  }
  say("ready\n", 0);
  while (GetMessageA(&message, NULL, 0, 0) > 0) DispatchMessageA(&message);
  return (int)message.wParam;
}

static DWORD WINAPI busy(void *stop) {
  while (!*(volatile int *)stop) {}
  return 0;
}

/* Starts itself as another process of the given kind on the same pipes, and says its pid. */
static void start_child(const char *kind) {
  char self[MAX_PATH], command[MAX_PATH + 1100];
  STARTUPINFOA start = {.cb = sizeof start};
  PROCESS_INFORMATION made;
  GetModuleFileNameA(NULL, self, sizeof self);
  snprintf(command, sizeof command, "\"%s\" %s", self, kind);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = CreateFileA("NUL", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  if (CreateProcessA(self, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made))
    say("child %lu\n", made.dwProcessId);
}

/* Runs that command line, and says how it ended. */
static void run(char *command) {
  STARTUPINFOA start = {.cb = sizeof start};
  PROCESS_INFORMATION made;
  DWORD status = 0;
  if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made)) {
    say("cannot run: %lu\n", GetLastError());
    return;
  }
  WaitForSingleObject(made.hProcess, INFINITE);
  GetExitCodeProcess(made.hProcess, &status);
  say("ran %lu\n", status);
}

static int serve(void) {
  char line[1024];
  say("ready\n", 0);
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\r\n")] = '\0';
    if (strcmp(line, "ping") == 0) say("pong\n", 0);
    if (strcmp(line, "quit") == 0) return 0;
    if (strncmp(line, "child ", 6) == 0) start_child(line + 6);
    if (strncmp(line, "run ", 4) == 0) run(line + 4);
  }
  return 0;
}

int main(int argc, char **argv) {
  static volatile int stop;
  const char *kind = argc > 1 ? argv[1] : "plain";
  if (strcmp(kind, "tells") == 0) SetConsoleCtrlHandler(tell_event, TRUE);
  if (strcmp(kind, "quiet") == 0) SetConsoleCtrlHandler(heed_silently, TRUE);
  if (strcmp(kind, "ends") == 0) SetConsoleCtrlHandler(end_at_event, TRUE);
  if (strcmp(kind, "never") == 0) SetConsoleCtrlHandler(never_return, TRUE);
  if (strcmp(kind, "ignores") == 0) {
    SetConsoleCtrlHandler(NULL, TRUE);
    SetConsoleCtrlHandler(tell_event, TRUE);
  }
  if (strcmp(kind, "crt") == 0) {
    signal(SIGINT, tell_signal);
    signal(SIGBREAK, tell_signal);
  }
  if (strcmp(kind, "crt-int") == 0) signal(SIGINT, tell_signal);
  if (strcmp(kind, "threads") == 0) {
    SetConsoleCtrlHandler(tell_event, TRUE);
    for (int i = 0; i < 3; ++i) CloseHandle(CreateThread(NULL, 0, busy, (void *)&stop, 0, NULL));
  }
  if (strcmp(kind, "window") == 0) return window_main();
  if (strcmp(kind, "sleeps") == 0) { /* input at its end, as a child of a child has it */
    SetConsoleCtrlHandler(tell_event, TRUE);
    say("ready\n", 0);
    Sleep(INFINITE);
  }
  const int status = serve();
  stop = 1;
  return status;
}
