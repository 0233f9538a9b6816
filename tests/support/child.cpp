// Child processes over two anonymous pipes; handles are inherited by list, so that concurrent children do not keep one
// another's pipes open.
#include "support/child.h"

#ifdef _WIN32

#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace psig_test {
namespace {

ChildRole *g_roles = nullptr;
constexpr char kFlag[] = "--psig-child";

[[noreturn]] void die(const char *what) {
  std::fprintf(stderr, "child.cpp: %s: error %lu\n", what, GetLastError());
  std::abort();
}

// As the CRT's parser undoes it.
std::string quoted(const std::string &arg) {
  std::string out = "\"";
  std::size_t slashes = 0;
  for (char c : arg) {
    if (c == '\\') {
      ++slashes;
    } else {
      if (c == '"') out.append(slashes + 1, '\\');
      slashes = 0;
    }
    out += c;
  }
  out.append(slashes, '\\');
  return out + '"';
}

// A pipe whose `ours` end is not inherited.
void make_pipe(HANDLE *read, HANDLE *write, HANDLE *theirs) {
  SECURITY_ATTRIBUTES none = {sizeof none, nullptr, FALSE};
  if (!CreatePipe(read, write, &none, 0)) die("CreatePipe");
  if (!SetHandleInformation(*theirs, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)) die("SetHandleInformation");
}

// Takes one line off `buffer`, reading more as needed; false at the end of input.
bool read_line(HANDLE from, std::string *buffer, std::string *line) {
  for (;;) {
    const std::size_t end = buffer->find('\n');
    if (end != std::string::npos) {
      *line = buffer->substr(0, end);
      buffer->erase(0, end + 1);
      if (!line->empty() && line->back() == '\r') line->pop_back();
      return true;
    }
    char chunk[512];
    DWORD got = 0;
    if (!ReadFile(from, chunk, sizeof chunk, &got, nullptr) || got == 0) {
      line->clear();
      line->swap(*buffer);
      return !line->empty();
    }
    buffer->append(chunk, got);
  }
}

void write_line(HANDLE to, const std::string &line) {
  const std::string whole = line + '\n';
  DWORD written = 0;
  WriteFile(to, whole.data(), static_cast<DWORD>(whole.size()), &written, nullptr);
}

} // namespace

ChildRole::ChildRole(const char *role_name, ChildMain role_main) : name(role_name), main(role_main), next(g_roles) {
  g_roles = this;
}

bool run_child_role(int argc, char **argv, int *status) {
  if (argc < 3 || std::strcmp(argv[1], kFlag) != 0) return false;
  for (const ChildRole *role = g_roles; role != nullptr; role = role->next) {
    if (std::strcmp(role->name, argv[2]) == 0) {
      *status = role->main(argc - 3, argv + 3);
      return true;
    }
  }
  std::fprintf(stderr, "no child role %s\n", argv[2]);
  *status = 98;
  return true;
}

void say(const std::string &line) { write_line(GetStdHandle(STD_OUTPUT_HANDLE), line); }

std::string hear() {
  static std::string buffer;
  std::string line;
  return read_line(GetStdHandle(STD_INPUT_HANDLE), &buffer, &line) ? line : std::string();
}

Child::Child(const char *role, std::initializer_list<std::string> args, unsigned creation_flags) {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof self);
  std::string command = quoted(self) + ' ' + kFlag + ' ' + role;
  for (const std::string &arg : args) command += ' ' + quoted(arg);
  start(self, command, creation_flags, nullptr);
}

Child::Child(const Program &program, std::initializer_list<std::string> args, unsigned creation_flags, void *security) {
  std::string command = quoted(program.path);
  for (const std::string &arg : args) command += ' ' + quoted(arg);
  start(program.path, command, creation_flags, security);
}

void Child::start(const std::string &program, std::string command, unsigned creation_flags, void *security) {
  HANDLE child_in = nullptr, child_out = nullptr;
  make_pipe(&child_in, &to_child_, &child_in);
  make_pipe(&from_child_, &child_out, &child_out);
  HANDLE inherited[3] = {child_in, child_out, GetStdHandle(STD_ERROR_HANDLE)};
  DWORD count = 2;
  if (inherited[2] != nullptr && inherited[2] != INVALID_HANDLE_VALUE &&
      SetHandleInformation(inherited[2], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)) {
    count = 3;
  }

  SIZE_T size = 0;
  InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
  std::vector<char> storage(size);
  STARTUPINFOEXA start = {};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = child_in;
  start.StartupInfo.hStdOutput = child_out;
  start.StartupInfo.hStdError = inherited[2];
  start.lpAttributeList = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(storage.data());
  if (!InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size) ||
      !UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited,
                                 count * sizeof(HANDLE), nullptr, nullptr)) {
    die("handle list");
  }
  PROCESS_INFORMATION made = {};
  SECURITY_ATTRIBUTES attributes = {sizeof attributes, security, FALSE};
  // Wine's server now and then resets the connection of a process that is only starting (docs/wine.md).
  BOOL ok = FALSE;
  for (int attempt = 0; attempt < 3 && !ok; ++attempt) {
    ok = CreateProcessA(program.c_str(), command.data(), &attributes, nullptr, TRUE,
                        creation_flags | EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr, &start.StartupInfo, &made);
    if (!ok && GetLastError() != ERROR_INTERNAL_ERROR) break; // what Wine says of one that never ran
  }
  if (!ok) die("CreateProcess");
  DeleteProcThreadAttributeList(start.lpAttributeList);
  CloseHandle(made.hThread);
  CloseHandle(child_in);
  CloseHandle(child_out);
  process_ = made.hProcess;
  pid_ = made.dwProcessId;
}

Child::~Child() {
  unsigned long code = 0;
  if (!wait_for(0, &code)) {
    terminate();
    wait();
  }
  close_input();
  CloseHandle(from_child_);
  CloseHandle(process_);
}

std::string Child::line() {
  std::string got;
  return read_line(from_child_, &unread_, &got) ? got : std::string();
}

bool Child::expect(const std::string &wanted, std::string *skipped) {
  std::string got;
  while (read_line(from_child_, &unread_, &got)) {
    if (got == wanted) return true;
    if (skipped != nullptr) *skipped += got + '\n';
  }
  return false;
}

void Child::tell(const std::string &line) { write_line(to_child_, line); }

void Child::close_input() {
  if (to_child_ != nullptr) CloseHandle(to_child_);
  to_child_ = nullptr;
}

unsigned long Child::wait() {
  unsigned long code = 0;
  if (!wait_for(INFINITE, &code)) die("waiting for a child");
  return code;
}

bool Child::wait_for(unsigned milliseconds, unsigned long *code) {
  if (WaitForSingleObject(process_, milliseconds) != WAIT_OBJECT_0) return false;
  DWORD value = 0;
  GetExitCodeProcess(process_, &value);
  *code = value;
  return true;
}

void Child::terminate(unsigned code) { TerminateProcess(process_, code); }

} // namespace psig_test

#endif
