/* A program that knows nothing of the library and loads its DLL (LoadLibrary). Its argument says what it does before it
 * says "ready" and waits. */
#include <windows.h>

#include <tlhelp32.h>

#include <stdio.h>
#include <string.h>

#include <posix/signal.h>

static void say(const char *line) {
  DWORD written;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)strlen(line), &written, NULL);
}

static int threads(void) {
  int count = 0;
  const HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry = {.dwSize = sizeof entry};
  for (BOOL more = Thread32First(list, &entry); more; more = Thread32Next(list, &entry))
    count += entry.th32OwnerProcessID == GetCurrentProcessId();
  CloseHandle(list);
  return count;
}

typedef int SetAction(int, const struct sigaction *, struct sigaction *);
typedef int Raise(int);

static SetAction *set_action;
static Raise *raise_signal;
static volatile LONG handled;

static void handler(int sig) {
  (void)sig;
  InterlockedIncrement(&handled);
}

static DWORD WINAPI first_call(void *signo) {
  const int sig = (int)(INT_PTR)signo;
  struct sigaction action = {.sa_handler = handler};
  return set_action(sig, &action, NULL) != 0 || raise_signal(sig) != 0;
}

/* Several are the first to call it, while the library's own thread may be about to begin. */
static int first_calls(HMODULE dll) {
  enum { kThreads = 8 };
  HANDLE callers[kThreads];
  set_action = (SetAction *)(void *)GetProcAddress(dll, "posix_sigaction");
  raise_signal = (Raise *)(void *)GetProcAddress(dll, "posix_raise");
  for (int n = 0; n < kThreads; ++n) callers[n] = CreateThread(NULL, 0, first_call, (void *)(INT_PTR)(34 + n), 0, NULL);
  for (int n = 0; n < kThreads; ++n) {
    DWORD failed = 1;
    WaitForSingleObject(callers[n], INFINITE);
    if (!GetExitCodeThread(callers[n], &failed) || failed) return 0;
    CloseHandle(callers[n]);
  }
  return handled == kThreads;
}

int main(int argc, char **argv) {
  const char *does = argc > 1 ? argv[1] : "";
  const int before = threads();
  HMODULE dll = LoadLibraryA("posix-signals.dll");
  if (dll == NULL) return 2;
  if (threads() != before + 1) return 3;
  if (strcmp(does, "free") == 0)
    for (int n = 0; n < 100; ++n) {
      FreeLibrary(dll);
      dll = LoadLibraryA("posix-signals.dll");
    }
  if (strcmp(does, "free") == 0) FreeLibrary(dll);
  if (strcmp(does, "call") == 0 && !first_calls(dll)) return 4;
  if (threads() != before + 1) return 5;
  say("ready\n");
  if (strcmp(does, "spin") == 0)
    for (;;) YieldProcessor();
  Sleep(INFINITE);
}
