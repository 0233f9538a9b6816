/* posix-signals-helper: raises a console control event where the library cannot: in a process of another architecture
 * (built for each), or for a process group on another console, which it attaches to in its caller's stead.
 *
 *   posix-signals-helper inside PID CREATED EVENT
 *   posix-signals-helper asleep PID CREATED EVENT   the same, when the process, now suspended, is resumed
 *   posix-signals-helper group PID CREATED EVENT
 *   posix-signals-helper dump PID CREATED FILE TID POINTERS TYPE      (dump.c: a minidump)
 *
 * The exit status is an errno. CREATED distinguishes the process from a later one with its pid. */
#include "nt/helper/dump.h"

#include <windows.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int is_the_one(HANDLE process, unsigned long long wanted) {
  FILETIME created, exited, kernel, user;
  if (!GetProcessTimes(process, &created, &exited, &kernel, &user)) return 0;
  if (WaitForSingleObject(process, 0) != WAIT_TIMEOUT) return 0;
  return (((unsigned long long)created.dwHighDateTime << 32) | created.dwLowDateTime) == wanted;
}

static LPTHREAD_START_ROUTINE ctrl_routine(void) {
  FARPROC found = GetProcAddress(GetModuleHandleA("kernelbase"), "CtrlRoutine");
  if (found == NULL) found = GetProcAddress(GetModuleHandleA("kernel32"), "CtrlRoutine");
  return (LPTHREAD_START_ROUTINE)(void (*)(void))found;
}

static int raise_inside(HANDLE process, DWORD event, DWORD flags) {
  const LPTHREAD_START_ROUTINE routine = ctrl_routine();
  if (routine == NULL) return ENOSYS;
  const HANDLE thread = CreateRemoteThread(process, NULL, 0, routine, (void *)(ULONG_PTR)event, flags, NULL);
  if (thread == NULL) return WaitForSingleObject(process, 0) == WAIT_TIMEOUT ? EAGAIN : ESRCH;
  CloseHandle(thread);
  return 0;
}

static BOOL WINAPI nothing(DWORD event) {
  (void)event;
  return TRUE;
}

static int raise_in_group(DWORD group, DWORD event) {
  FreeConsole();
  if (!AttachConsole(group)) return ESRCH;
  SetConsoleCtrlHandler(nothing, TRUE);
  return GenerateConsoleCtrlEvent(event, group) ? 0 : EPERM;
}

int main(int argc, char **argv) {
  const int dumps = argc == 8 && strcmp(argv[1], "dump") == 0;
  if (argc != 5 && !dumps) return EINVAL;
  const DWORD pid = strtoul(argv[2], NULL, 10), event = strtoul(argv[4], NULL, 10);
  const unsigned long long created = strtoull(argv[3], NULL, 10);
  const DWORD reads = PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | PROCESS_DUP_HANDLE;
  const DWORD raises =
      PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_CREATE_THREAD;
  const HANDLE process = OpenProcess(SYNCHRONIZE | (dumps ? reads : raises), FALSE, pid);
  if (process == NULL) return GetLastError() == ERROR_ACCESS_DENIED ? EPERM : ESRCH;
  if (!is_the_one(process, created)) return ESRCH;
  if (dumps) return dump(pid, process, argv);
  if (strcmp(argv[1], "inside") == 0) return raise_inside(process, event, 0);
  if (strcmp(argv[1], "asleep") == 0) return raise_inside(process, event, CREATE_SUSPENDED);
  return strcmp(argv[1], "group") == 0 ? raise_in_group(pid, event) : EINVAL;
}
