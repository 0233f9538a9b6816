// The helper program: found beside the library's own module, never by a search path. [any]
#include <initializer_list>

#include "base/text.h"
#include "nt/process/target_calls.h"
#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kOver = 1000;    // ms: a helper that has not ended so long after its target's end is stuck
constexpr unsigned kPath = 1024; // in characters; a longer path is no helper

const wchar_t *name_of(bool other_machine) {
  return other_machine ? L"posix-signals-helper32.exe" : L"posix-signals-helper.exe";
}

Errno start(const wchar_t *path, wchar_t *line, Handle *helper) {
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  PROCESS_INFORMATION made{};
  if (!CreateProcessW(path, line, nullptr, nullptr, FALSE, DETACHED_PROCESS, nullptr, nullptr, &start, &made))
    return last_errno();
  CloseHandle(made.hThread);
  *helper = made.hProcess;
  return 0;
}

// Its exit status is an errno. ESRCH: `target`, unless null, has ended first. It waits for nobody itself; but under
// Wine its thread in the target may never be made if that ends (docs/wine.md). The event may be what has ended it.
Errno finish(Handle helper, Handle target, DWORD milliseconds) {
  const HANDLE either[] = {helper, target};
  DWORD status = target != nullptr ? ESRCH : EIO;
  const bool done = WaitForMultipleObjects(target != nullptr ? 2 : 1, either, FALSE, milliseconds) == WAIT_OBJECT_0 ||
                    WaitForSingleObject(helper, kOver) == WAIT_OBJECT_0;
  if (done) GetExitCodeProcess(helper, &status);
  else TerminateProcess(helper, 0);
  CloseHandle(helper);
  return status < 256 ? static_cast<Errno>(status) : EAGAIN;
}

bool path_of(bool other_machine, wchar_t (&path)[kPath]) {
  HMODULE own = nullptr;
  constexpr DWORD kOfAddress = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (!GetModuleHandleExW(kOfAddress, reinterpret_cast<const wchar_t *>(&path_of), &own)) return false;
  DWORD length = GetModuleFileNameW(own, path, kPath - 40);
  if (length == 0 || length >= kPath - 40) return false;
  while (length > 0 && path[length - 1] != L'\\') --length;
  TextWriter<wchar_t>(path + length, kPath - length).text(name_of(other_machine));
  const DWORD attributes = GetFileAttributesW(path);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

void enable_events(const Process &process, unsigned event) {
  constexpr DWORD kAccess = PROCESS_QUERY_INFORMATION | PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE;
  const HANDLE target = OpenProcess(kAccess, FALSE, process.pid);
  if (target == nullptr) return; // the helper will say why
  console_events_enable(target, event);
  CloseHandle(target);
}

template <unsigned kRoom>
void command(wchar_t (&line)[kRoom], const wchar_t *path, const wchar_t *what,
             std::initializer_list<std::uint64_t> numbers) {
  TextWriter<wchar_t> text(line);
  text.text("\"").text(path).text("\" ").text(what);
  for (const std::uint64_t number : numbers) text.text(" ").decimal(number);
}

} // namespace

bool helper_there(bool other_machine) {
  wchar_t path[kPath];
  return path_of(other_machine, path);
}

Errno helper_run(const wchar_t *what, const Process &process, unsigned event, bool other_machine) {
  wchar_t path[kPath], line[kPath + 128];
  if (!path_of(other_machine, path)) return ENOSYS;
  if (what[0] != L'g') enable_events(process, event);
  command(line, path, what, {process.pid, process.created, event});
  Handle helper = nullptr;
  const Errno error = start(path, line, &helper);
  return error != 0 ? error : finish(helper, process.handle, INFINITE);
}

Errno helper_dump(Handle file, unsigned long tid, const void *pointers, unsigned type) {
  constexpr DWORD kPatience = 60'000;            // for a dump that does not get done
  static wchar_t path[kPath], line[kPath + 128]; // once in a process; a crash has little stack
  if (!path_of(false, path)) return ENOSYS;
  const OwnProcess own = own_process();
  const auto number = [](const void *p) { return std::uint64_t{reinterpret_cast<std::uintptr_t>(p)}; };
  command(line, path, L"dump", {own.pid, own.created, number(file), tid, number(pointers), type});
  Handle helper = nullptr;
  return start(path, line, &helper) != 0 ? ENOSYS : finish(helper, nullptr, kPatience);
}

} // namespace psig::nt
