/* A DLL of somebody else's: the CRT's header, the CRT's numbers, no word of the library. */
#include <float.h>
#include <signal.h>
#include <stdlib.h>

#include <windows.h>

#include "plain.h"

void __cdecl _assert(const char *expression, const char *file, unsigned line);
int __cdecl _purecall(void);

static void count(int number);
static void fails(void) { _assert("plain < fancy", "plain.c", 17); }
static void pure(void) { _purecall(); }

static struct plain_calls calls = {signal, raise, abort, fails, pure,   count, 0, 0,   0,
                                   NULL,   0,     0,     0,     {0, 0}, 0,     0, NULL};

static void count(int number) {
  calls.number = number;
  calls.code = *__fpecode();
  calls.pointers = *__pxcptinfoptrs();
  calls.thread = GetCurrentThreadId();
  EXCEPTION_POINTERS *pointers = calls.pointers;
  if (pointers != NULL && (number == SIGSEGV || number == SIGFPE || number == SIGILL)) { /* else of an earlier one */
    calls.status = pointers->ExceptionRecord->ExceptionCode;
    calls.parameter_count = pointers->ExceptionRecord->NumberParameters;
    calls.parameters[0] = pointers->ExceptionRecord->ExceptionInformation[0];
    calls.parameters[1] = pointers->ExceptionRecord->ExceptionInformation[1];
    calls.address = (ULONG_PTR)pointers->ExceptionRecord->ExceptionAddress;
    calls.instruction = pointers->ContextRecord->Rip;
  }
  ++calls.calls;
  if (calls.repair != NULL) calls.repair();
}

__declspec(dllexport) struct plain_calls *plain(void);
struct plain_calls *plain(void) {
  calls.set = signal; /* by the import table as it is now */
  calls.raise_ = raise;
  calls.abort_ = abort;
  return &calls;
}

BOOL WINAPI plain_entry(HINSTANCE, DWORD, void *);
BOOL WINAPI plain_entry(HINSTANCE module, DWORD reason, void *reserved) {
  (void)module, (void)reason, (void)reserved;
  return TRUE;
}
