#include "selftest/run.h"

#include <windows.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <vector>

namespace selftest {

namespace {

struct Handle {
  HANDLE value;
  ~Handle() {
    if (value != nullptr && value != INVALID_HANDLE_VALUE) CloseHandle(value);
  }
};

HANDLE open_inheritable(const wchar_t *path, DWORD access, DWORD creation) {
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
  return CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited, creation, 0,
                     nullptr);
}

HANDLE new_job() {
  const HANDLE job = CreateJobObjectW(nullptr, nullptr);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return job;
}

void ask_for_policies(HANDLE process, Ended *ended) {
  PROCESS_MITIGATION_USER_SHADOW_STACK_POLICY stacks = {};
  PROCESS_MITIGATION_CONTROL_FLOW_GUARD_POLICY flow = {};
  ended->shadow_stacks =
      GetProcessMitigationPolicy(process, ProcessUserShadowStackPolicy, &stacks, sizeof stacks) != 0 &&
      stacks.EnableUserShadowStack != 0;
  ended->flow_guard = GetProcessMitigationPolicy(process, ProcessControlFlowGuardPolicy, &flow, sizeof flow) != 0 &&
                      flow.EnableControlFlowGuard != 0;
}

// Suspended; only these two handles are inherited, whatever other threads have open.
bool create(const std::filesystem::path &program, const std::string &argument, HANDLE input, HANDLE output,
            Process kind, PROCESS_INFORMATION *made) {
  const DWORD attributes = kind == Process::kGuarded ? 2 : 1;
  DWORD64 policies[] = {PROCESS_CREATION_MITIGATION_POLICY_CONTROL_FLOW_GUARD_ALWAYS_ON,
                        PROCESS_CREATION_MITIGATION_POLICY2_CET_USER_SHADOW_STACKS_ALWAYS_ON};
  SIZE_T size = 0;
  InitializeProcThreadAttributeList(nullptr, attributes, 0, &size);
  std::vector<char> room(size);
  const auto list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(room.data());
  HANDLE handles[] = {input, output};
  if (!InitializeProcThreadAttributeList(list, attributes, 0, &size) ||
      !UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, nullptr,
                                 nullptr) ||
      (kind == Process::kGuarded && !UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY,
                                                               policies, sizeof policies, nullptr, nullptr)))
    return false;
  STARTUPINFOEXW start = {};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = input;
  start.StartupInfo.hStdOutput = start.StartupInfo.hStdError = output;
  start.lpAttributeList = list;
  std::wstring command = L"\"" + program.wstring() + L"\"";
  if (!argument.empty()) command += L" " + std::wstring(argument.begin(), argument.end());
  const bool done = CreateProcessW(program.c_str(), command.data(), nullptr, nullptr, TRUE,
                                   CREATE_SUSPENDED | CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, nullptr,
                                   program.parent_path().c_str(), &start.StartupInfo, made);
  DeleteProcThreadAttributeList(list);
  return done;
}

std::string without_middle(std::string text) {
  constexpr std::size_t kMost = 256 * 1024;
  if (text.size() > kMost) text.replace(kMost / 2, text.size() - kMost, "\n...\n");
  return text;
}

} // namespace

std::string read_file(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Ended run(const std::filesystem::path &program, const std::string &argument, const std::filesystem::path &output_file,
          unsigned limit_seconds, Process kind) {
  Ended ended;
  const auto begin = std::chrono::steady_clock::now();
  {
    const Handle job = {new_job()};
    const Handle input = {open_inheritable(L"NUL", GENERIC_READ, OPEN_EXISTING)};
    const Handle output = {open_inheritable(output_file.c_str(), GENERIC_WRITE, CREATE_ALWAYS)};
    PROCESS_INFORMATION made = {};
    if (!create(program, argument, input.value, output.value, kind, &made)) return ended;
    const Handle process = {made.hProcess}, thread = {made.hThread};
    ask_for_policies(process.value, &ended);
    ended.started = AssignProcessToJobObject(job.value, process.value) && ResumeThread(thread.value) != DWORD(-1);
    if (ended.started) ended.in_time = WaitForSingleObject(process.value, limit_seconds * 1000) == WAIT_OBJECT_0;
    DWORD code = 0;
    if (ended.in_time && GetExitCodeProcess(process.value, &code)) ended.code = code;
    TerminateJobObject(job.value, 99);
    if (!ended.started) TerminateProcess(process.value, 99);
  }
  ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  ended.output = without_middle(read_file(output_file));
  DeleteFileW(output_file.c_str());
  return ended;
}

} // namespace selftest
