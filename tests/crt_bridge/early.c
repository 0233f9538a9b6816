/* By its exports (early.def) a C run-time, and one that is slow to get ready: a signal comes while it is being
   attached. Its one errno is for all threads. */
#include <windows.h>

#include "early.h"

static struct early_calls calls;
static unsigned long os_error;
static void *pointers;
static int ready;

char *early_command_line;

void *early_signal(int number, void *handler) { return (void)number, (void)handler, NULL; }
int early_raise(int number) { return number; }
void early_abort(void) { TerminateProcess(GetCurrentProcess(), 1); }
void **early_pointers(void) { return &pointers; }
volatile int *early_errno(void) {
  if (!ready) ++calls.too_early;
  return &calls.error;
}
unsigned long *early_doserrno(void) {
  if (!ready) ++calls.too_early;
  return &os_error;
}
struct early_calls *early(void) {
  return &calls;
}

BOOL WINAPI early_entry(HINSTANCE module, DWORD reason, void *reserved);
BOOL WINAPI early_entry(HINSTANCE module, DWORD reason, void *reserved) {
  (void)module, (void)reserved;
  if (reason != DLL_PROCESS_ATTACH) return TRUE;
  void (*during_attach)(void) = (void (*)(void))(void *)GetProcAddress(GetModuleHandleA(NULL), "during_attach");
  if (during_attach != NULL) during_attach();
  ready = 1;
  early_command_line = GetCommandLineA();
  return TRUE;
}
