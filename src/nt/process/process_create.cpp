// CreateProcessW with a list of handles. [thread]
#include "nt/process/process_create.h"

#include "nt/module/imports.h"
#include "nt/process/target_calls.h"
#include "nt/system/win32_errno.h"
#include "nt/windows.h"

#include <psapi.h>

namespace psig::nt {
namespace {

std::uint64_t join(const FILETIME &time) {
  return static_cast<std::uint64_t>(time.dwHighDateTime) << 32 | time.dwLowDateTime;
}

// The attribute list of one process: nothing is inherited but what is in it.
class HandleList {
public:
  HandleList(const Handle *handles, unsigned count) {
    SIZE_T size = sizeof(storage_);
    if (!InitializeProcThreadAttributeList(list(), 1, 0, &size)) return;
    made_ = true;
    valid_ = UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, const_cast<Handle *>(handles),
                                       count * sizeof(Handle), nullptr, nullptr) != 0;
  }
  ~HandleList() {
    if (made_) DeleteProcThreadAttributeList(list());
  }
  HandleList(const HandleList &) = delete;
  HandleList &operator=(const HandleList &) = delete;
  [[nodiscard]] bool valid() const { return valid_; }
  LPPROC_THREAD_ATTRIBUTE_LIST list() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(storage_); }

private:
  bool made_ = false, valid_ = false;
  alignas(16) unsigned char storage_[256];
};

Errno create(const CreateRequest &request, STARTUPINFOEXW *start, bool inherit, PROCESS_INFORMATION *made) {
  DWORD flags = CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT;
  if (inherit) flags |= EXTENDED_STARTUPINFO_PRESENT;
  if (request.new_group) flags |= CREATE_NEW_PROCESS_GROUP;
  const auto create = [&] {
    return CreateProcessW(request.program, request.command_line, nullptr, nullptr, inherit, flags, request.environment,
                          request.directory, &start->StartupInfo, made) != 0;
  };
  if (create()) return 0;
  // Wine's server now and then resets the connection of a process that is only starting (docs/wine.md).
  const bool never_ran = under_wine() && GetLastError() == ERROR_INTERNAL_ERROR;
  return never_ran && create() ? 0 : errno_by_name(GetLastError());
}

} // namespace

Errno process_create(const CreateRequest &request, NewProcess *out) {
  STARTUPINFOEXW start{};
  start.StartupInfo.cb = request.handle_count != 0 ? sizeof(STARTUPINFOEXW) : sizeof(STARTUPINFOW);
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = request.standard[0];
  start.StartupInfo.hStdOutput = request.standard[1];
  start.StartupInfo.hStdError = request.standard[2];
  start.StartupInfo.cbReserved2 = request.table_bytes;
  start.StartupInfo.lpReserved2 = request.runtime_table;
  PROCESS_INFORMATION made{};
  Errno error;
  if (request.handle_count != 0) {
    HandleList list(request.handles, request.handle_count);
    if (!list.valid()) return EAGAIN;
    start.lpAttributeList = list.list();
    error = create(request, &start, true, &made);
  } else {
    error = create(request, &start, false, &made);
  }
  if (error != 0) return error;
  // Where that fails it is as the system makes it: kill() finds out.
  if (request.ctrl_c != CtrlC::kAsCreated) console_ctrl_c_switch(made.hProcess, request.ctrl_c == CtrlC::kOn);
  FILETIME created{}, exited, kernel, user;
  GetProcessTimes(made.hProcess, &created, &exited, &kernel, &user);
  *out = {{made.hProcess, made.dwProcessId, join(created)}, made.hThread};
  return 0;
}

bool process_begin(NewProcess *made) {
  const bool runs = ResumeThread(made->thread) != static_cast<DWORD>(-1);
  CloseHandle(made->thread);
  made->thread = nullptr;
  return runs;
}

void process_abandon(NewProcess *made) {
  TerminateProcess(made->process.handle, 1);
  if (made->thread != nullptr) CloseHandle(made->thread);
  process_close(&made->process);
}

// SYNCHRONIZE and the rest: what waiting for it and the questions below need.
Errno process_open_child(std::uint32_t pid, Process *out) {
  *out = {};
  const HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
  if (handle == nullptr) return GetLastError() == ERROR_ACCESS_DENIED ? EPERM : ESRCH;
  FILETIME created{}, exited, kernel, user;
  if (GetProcessId(handle) != pid || !GetProcessTimes(handle, &created, &exited, &kernel, &user)) {
    CloseHandle(handle);
    return ESRCH;
  }
  *out = {handle, pid, join(created)};
  return 0;
}

std::uint32_t process_exit_code(Handle process) {
  DWORD code = 0;
  return GetExitCodeProcess(process, &code) ? code : 0;
}

ProcessUse process_use(Handle process) {
  ProcessUse use{};
  FILETIME created, exited, kernel, user;
  if (GetProcessTimes(process, &created, &exited, &kernel, &user)) {
    use.user_100ns = join(user);
    use.system_100ns = join(kernel);
  }
  PROCESS_MEMORY_COUNTERS memory{};
  if (K32GetProcessMemoryInfo(process, &memory, sizeof(memory))) {
    use.peak_bytes = memory.PeakWorkingSetSize;
    use.page_faults = memory.PageFaultCount;
  }
  return use;
}

} // namespace psig::nt
