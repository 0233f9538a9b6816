// Another process as a whole: whether it is suspended, and stopping and continuing it. [any]
#include "nt/module/imports.h"
#include "nt/process/target_calls.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

Errno whole(const Process &process, long(__stdcall *call)(void *)) {
  if (call == nullptr) return ENOSYS;
  const HANDLE handle = OpenProcess(PROCESS_SUSPEND_RESUME, FALSE, process.pid);
  if (handle == nullptr) return process_alive(process.handle) ? EPERM : ESRCH;
  const long status = call(handle);
  CloseHandle(handle);
  if (status >= 0) return 0;
  return process_alive(process.handle) ? EPERM : ESRCH;
}

} // namespace

// The first thread that runs settles it. One that has ended is in the list for as long as anybody has a handle to it.
bool process_suspended(const Process &process) {
  const HANDLE target = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, process.pid);
  if (target == nullptr || g_imports.NtGetNextThread == nullptr) return false;
  bool any = false, running = false;
  HANDLE thread = nullptr, next;
  constexpr DWORD kAccess = THREAD_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;
  while (!running && g_imports.NtGetNextThread(target, thread, kAccess, 0, 0, &next) >= 0) {
    if (thread != nullptr) CloseHandle(thread);
    thread = next;
    if (WaitForSingleObject(thread, 0) == WAIT_OBJECT_0) continue;
    any = true;
    running = thread_suspensions(thread) == 0;
  }
  if (thread != nullptr) CloseHandle(thread);
  CloseHandle(target);
  return any && !running;
}

// Stopping twice is stopping once, and continuing leaves alone what its own program has suspended.
Errno process_suspend(const Process &process) {
  return process_suspended(process) ? 0 : whole(process, g_imports.NtSuspendProcess);
}

Errno process_resume(const Process &process) {
  return process_suspended(process) ? whole(process, g_imports.NtResumeProcess) : 0;
}

} // namespace psig::nt
