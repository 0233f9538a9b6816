// Raises control events: in a group by the documented call, and inside one process by a thread that begins where the
// console itself begins its own. [any]
#include "nt/module/imports.h"
#include "nt/module/system_function.h"
#include "nt/process/target_calls.h"
#include "nt/system/win32_errno.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

LPTHREAD_START_ROUTINE find_ctrl_routine() {
  LPTHREAD_START_ROUTINE found;
  system_function("CtrlRoutine").innermost(&found);
  return found;
}

// At the same address in every process of this architecture until the next start of the system. Looked for once, at
// the start: that takes the loader's lock.
LPTHREAD_START_ROUTINE ctrl_routine() {
  static const LPTHREAD_START_ROUTINE routine = find_ctrl_routine();
  return routine;
}

std::uint64_t began_at(HANDLE thread) {
  FILETIME created{}, exited, kernel, user;
  if (!GetThreadTimes(thread, &created, &exited, &kernel, &user)) return 0;
  return static_cast<std::uint64_t>(created.dwHighDateTime) << 32 | created.dwLowDateTime;
}

bool runs_event(HANDLE thread) {
  return WaitForSingleObject(thread, 0) != WAIT_OBJECT_0 && thread_of_control_event(thread);
}

} // namespace

bool thread_of_control_event(Handle thread) {
  const void *start = thread_begins_at(thread);
  return start != nullptr && start == reinterpret_cast<const void *>(ctrl_routine());
}

void control_events_start() { (void)ctrl_routine(); }

bool console_event_at_work(const Process &process, Handle before) {
  if (g_imports.NtGetNextThread == nullptr || g_imports.NtQueryInformationThread == nullptr) return false;
  const HANDLE target = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, process.pid);
  if (target == nullptr) return false;
  bool found = false;
  HANDLE thread = nullptr, next;
  constexpr DWORD kAccess = THREAD_QUERY_INFORMATION | SYNCHRONIZE;
  while (!found && g_imports.NtGetNextThread(target, thread, kAccess, 0, 0, &next) >= 0) {
    if (thread != nullptr) CloseHandle(thread);
    thread = next;
    const bool earlier =
        before == nullptr || (GetThreadId(thread) != GetThreadId(before) && began_at(thread) <= began_at(before));
    found = earlier && runs_event(thread);
  }
  if (thread != nullptr) CloseHandle(thread);
  CloseHandle(target);
  return found;
}

// Wine's flag against Ctrl-C suppresses every event; on Windows it concerns Ctrl-C alone, and stays as it is.
void console_events_enable(Handle process, unsigned event) {
  if (under_wine() && event != CTRL_C_EVENT) console_ctrl_c_switch(process, true);
}

// SetConsoleCtrlHandler(NULL, FALSE) for another process: the flag is read when the event comes.
Errno console_ctrl_c_enable(const Process &process) {
  constexpr DWORD kAccess = PROCESS_QUERY_INFORMATION | PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE;
  const HANDLE target = OpenProcess(kAccess, FALSE, process.pid);
  const bool done = target != nullptr && console_ctrl_c_switch(target, true);
  if (target != nullptr) CloseHandle(target);
  if (done) return 0;
  return process_alive(process.handle) ? EPERM : ESRCH;
}

Errno console_group_event(std::uint32_t group, unsigned event) {
  return GenerateConsoleCtrlEvent(event, group) ? 0 : last_errno();
}

Errno console_event_inside(const Process &process, unsigned event, bool suspended, Handle *made) {
  const LPTHREAD_START_ROUTINE routine = ctrl_routine();
  if (routine == nullptr) return ENOSYS; // before Windows 8.1 it is not exported
  constexpr DWORD kAccess =
      PROCESS_CREATE_THREAD | PROCESS_QUERY_INFORMATION | PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE;
  const HANDLE target = OpenProcess(kAccess, FALSE, process.pid);
  if (target == nullptr) return process_alive(process.handle) ? EPERM : ESRCH;
  console_events_enable(target, event);
  auto *argument = reinterpret_cast<void *>(static_cast<std::uintptr_t>(event));
  const HANDLE thread =
      CreateRemoteThread(target, nullptr, 0, routine, argument, suspended ? CREATE_SUSPENDED : 0, nullptr);
  CloseHandle(target);
  if (thread == nullptr) return process_alive(process.handle) ? EAGAIN : ESRCH;
  *made = thread;
  return 0;
}

Handle console_event_here(unsigned event, std::atomic<unsigned long> *tid) {
  const LPTHREAD_START_ROUTINE begin = ctrl_routine();
  if (begin == nullptr) return nullptr;
  console_events_enable(GetCurrentProcess(), event);
  auto *argument = reinterpret_cast<void *>(static_cast<std::uintptr_t>(event));
  DWORD id = 0;
  const HANDLE thread = CreateThread(nullptr, 0, begin, argument, CREATE_SUSPENDED, &id);
  if (thread == nullptr) return nullptr;
  tid->store(id);
  ResumeThread(thread);
  return thread;
}

// 1 and 0 are Wine's. What Windows' own routine returns is written nowhere, and the planner has avoided the one event
// that is suppressed there, a Ctrl-C that is switched off.
EventEnd console_event_end(std::uint32_t thread_status) {
  return under_wine() && thread_status == 0 ? EventEnd::kSuppressed : EventEnd::kHandled;
}

} // namespace psig::nt
