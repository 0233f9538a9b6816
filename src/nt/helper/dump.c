/* posix-signals-helper dump PID CREATED FILE TID POINTERS TYPE: a minidump of a process that waits for it, into a file
 * that the process has opened; its handle there is FILE. If the process ends meanwhile so does this one, and the system
 * removes the file. */
#include "nt/helper/dump.h"

#include <windows.h>

#include <dbghelp.h>

#include <errno.h>
#include <stdlib.h>

typedef BOOL(WINAPI *write_dump)(HANDLE, DWORD, HANDLE, MINIDUMP_TYPE, PMINIDUMP_EXCEPTION_INFORMATION,
                                 PMINIDUMP_USER_STREAM_INFORMATION, PMINIDUMP_CALLBACK_INFORMATION);

static void *volatile output; /* taken by the one who closes it */

static void close_output(void) {
  const HANDLE file = InterlockedExchangePointer(&output, NULL);
  if (file != NULL) CloseHandle(file);
}

/* Nobody else would end a dump of a process that is gone. */
static DWORD WINAPI watch(void *process) {
  WaitForSingleObject(process, INFINITE);
  close_output();
  TerminateProcess(GetCurrentProcess(), ESRCH);
  return 0;
}

int dump(unsigned long pid, void *process, char **argv) {
  const HMODULE library = LoadLibraryExW(L"dbghelp.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == NULL) return ENOSYS;
  const write_dump write = (write_dump)(void (*)(void))GetProcAddress(library, "MiniDumpWriteDump");
  if (write == NULL) return ENOSYS;
  const HANDLE theirs = (HANDLE)(ULONG_PTR)strtoull(argv[4], NULL, 10);
  HANDLE file;
  if (!DuplicateHandle(process, theirs, GetCurrentProcess(), &file, 0, FALSE, DUPLICATE_SAME_ACCESS)) return EBADF;
  output = file;
  const HANDLE watcher = CreateThread(NULL, 0, watch, process, 0, NULL);
  if (watcher == NULL) return EAGAIN;
  MINIDUMP_EXCEPTION_INFORMATION about;
  about.ThreadId = strtoul(argv[5], NULL, 10);
  about.ExceptionPointers = (EXCEPTION_POINTERS *)(ULONG_PTR)strtoull(argv[6], NULL, 10);
  about.ClientPointers = TRUE;
  const MINIDUMP_TYPE type = (MINIDUMP_TYPE)strtoul(argv[7], NULL, 10);
  const BOOL written = write(process, pid, file, type, &about, NULL, NULL);
  close_output();
  return written ? 0 : EIO;
}
