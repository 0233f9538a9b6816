/* A program that knows nothing of the library, with a filter for unhandled exceptions of its own, loads the DLL half
 * way: the filter keeps what no handler takes, before and after, and also when the DLL is freed (which stays). */
#include <posix/signal.h>

#include <stdio.h>

#include <windows.h>

static volatile char *volatile page;
static volatile int ours, theirs;

static void allow(void) {
  DWORD former;
  VirtualProtect((void *)page, 1, PAGE_READWRITE, &former);
}
static void fault(void) {
  DWORD former;
  VirtualProtect((void *)page, 1, PAGE_NOACCESS, &former);
  *page = 1;
}
static void handler(int sig, siginfo_t *info, void *context) {
  (void)context;
  if (sig == SIGSEGV && info->si_addr == (void *)page) ++ours;
  allow();
}
static LONG CALLBACK filter(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
  ++theirs;
  allow();
  return EXCEPTION_CONTINUE_EXECUTION;
}
static DWORD WINAPI elsewhere(void *unused) {
  (void)unused;
  fault();
  return 0;
}
static void fault_elsewhere(void) {
  HANDLE thread = CreateThread(NULL, 0, elsewhere, NULL, 0, NULL);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

static int failures;
static void expect(const char *what, int want_ours, int want_theirs) {
  if (ours == want_ours && theirs == want_theirs) return;
  printf("%s: handler %d, filter %d; not %d, %d\n", what, ours, theirs, want_ours, want_theirs);
  ++failures;
}

int main(void) {
  page = VirtualAlloc(NULL, 1, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
  SetUnhandledExceptionFilter(filter);
  fault();
  expect("without the library", 0, 1);

  HMODULE dll = LoadLibraryA("posix-signals.dll");
  if (dll == NULL) return printf("no posix-signals.dll: %lu\n", GetLastError()), 2;
  int (*set)(int, const struct sigaction *, struct sigaction *) =
      (int (*)(int, const struct sigaction *, struct sigaction *))(void *)GetProcAddress(dll, "posix_sigaction");
  fault();
  fault_elsewhere();
  expect("no handler", 0, 3);

  struct sigaction act = {0};
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  if (set(SIGSEGV, &act, NULL) != 0) return puts("no handler"), 3;
  for (int n = 0; n < 100; ++n) fault();
  fault_elsewhere();
  expect("a handler", 101, 3);

  act.sa_handler = SIG_DFL;
  act.sa_flags = 0;
  set(SIGSEGV, &act, NULL);
  fault();
  fault_elsewhere();
  expect("no handler any more", 101, 5);

  FreeLibrary(dll);
  fault();
  fault_elsewhere();
  expect("the library freed", 101, 7);
  if (SetUnhandledExceptionFilter(NULL) != filter) puts("the former filter is another"), ++failures;
  return failures != 0;
}
