// OpenProcess and what its answers mean. [any] [loader]
#include "nt/process/process_handle.h"

#include "base/claim.h"
#include "nt/ipc/session.h"
#include "nt/system/win32_errno.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

std::uint64_t created_at(HANDLE process) {
  FILETIME created, exited, kernel, user;
  if (!GetProcessTimes(process, &created, &exited, &kernel, &user)) return 0;
  return static_cast<std::uint64_t>(created.dwHighDateTime) << 32 | created.dwLowDateTime;
}

// A second handle to the same process; the first keeps the pid from being used again. Wine would let a dead one be
// terminated again.
Errno open_for_end(const Process &process, HANDLE *out) {
  if (!process_alive(process.handle)) return ESRCH;
  *out = OpenProcess(PROCESS_TERMINATE, FALSE, process.pid);
  if (*out != nullptr) return 0;
  return process_alive(process.handle) && GetLastError() != ERROR_INVALID_PARAMETER ? EPERM : ESRCH;
}

struct BasicInformation {
  LONG exit_status;
  void *peb;
  ULONG_PTR affinity;
  LONG priority;
  ULONG_PTR pid, parent;
};

// RTL_USER_PROCESS_PARAMETERS.ProcessGroupId; the offset is that of every 64-bit Windows since 8.
std::uint32_t console_group_of(const void *peb) {
#if defined(__x86_64__)
  const auto *parameters = *reinterpret_cast<const char *const *>(static_cast<const char *>(peb) + 0x20);
  return *reinterpret_cast<const std::uint32_t *>(parameters + 0x408);
#else
  static_cast<void>(peb);
  return 0;
#endif
}

} // namespace

// OpenProcess takes any of four neighbouring numbers for the pid that they round down to: ask what was opened.
Errno process_open(std::uint32_t pid, Process *out) {
  *out = {};
  if (pid == 0) return ESRCH;
  const HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
  if (handle == nullptr) return GetLastError() == ERROR_ACCESS_DENIED ? EPERM : ESRCH;
  const std::uint64_t created = created_at(handle);
  if (GetProcessId(handle) != pid || created == 0 || !process_alive(handle)) {
    CloseHandle(handle);
    return ESRCH;
  }
  *out = {handle, pid, created};
  return 0;
}

Errno process_open_older(std::uint32_t pid, std::uint64_t born, Process *out) {
  const Errno error = process_open(pid, out);
  if (error != 0 || out->created < born) return error;
  process_close(out);
  return ESRCH;
}

Errno process_claimed(std::uint64_t claim) {
  Process process;
  const Errno error = process_open(claim_pid(claim), &process);
  if (error != 0) return error;
  const bool same = claim_of(process.pid, process.created) == claim;
  process_close(&process);
  return same ? 0 : ESRCH;
}

Errno process_from_handle(Handle handle, Process *out) {
  *out = {};
  HANDLE own;
  if (!DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &own, 0, FALSE, DUPLICATE_SAME_ACCESS))
    return EBADF;
  *out = {own, GetProcessId(own), created_at(own)};
  if (out->pid != 0 && out->created != 0) return 0;
  process_close(out);
  return EBADF;
}

bool process_wait(Handle process, long long milliseconds, std::uint32_t *status) {
  if (!handle_wait(process, milliseconds)) return false;
  DWORD code = 0;
  GetExitCodeProcess(process, &code);
  *status = code;
  return true;
}

void process_close(Process *process) {
  if (process->handle != nullptr) CloseHandle(process->handle);
  *process = {};
}

bool process_alive(Handle process) { return WaitForSingleObject(process, 0) == WAIT_TIMEOUT; }

// The exit status is there from NtTerminateProcess on. One that ends with 259 is noticed when it has ended.
bool process_ending(Handle process) {
  DWORD status = STILL_ACTIVE;
  return !process_alive(process) || (GetExitCodeProcess(process, &status) && status != STILL_ACTIVE);
}

Errno process_may_terminate(const Process &process) {
  HANDLE handle;
  const Errno error = open_for_end(process, &handle);
  if (error == 0) CloseHandle(handle);
  return error;
}

Errno process_terminate(const Process &process, std::uint32_t status) {
  HANDLE handle;
  Errno error = open_for_end(process, &handle);
  if (error != 0) return error;
  if (!TerminateProcess(handle, status)) error = process_alive(process.handle) ? EPERM : ESRCH;
  CloseHandle(handle);
  return error;
}

std::uint32_t process_parent(Handle process) {
  BasicInformation basic{};
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof(basic), nullptr) < 0) return 0;
  return static_cast<std::uint32_t>(basic.parent);
}

OwnProcess own_process() {
  OwnProcess own{};
  own.pid = GetCurrentProcessId();
  own.created = created_at(GetCurrentProcess());
  own.session = session_of(own.pid);
  BasicInformation basic{};
  if (NtQueryInformationProcess(GetCurrentProcess(), ProcessBasicInformation, &basic, sizeof(basic), nullptr) >= 0) {
    own.parent = static_cast<std::uint32_t>(basic.parent);
    if (basic.peb != nullptr) own.console_group = console_group_of(basic.peb);
  }
  return own;
}

} // namespace psig::nt
