// Running a tool as its users do, and what the tests of the tools share.
#pragma once

#include "transport/support.h"

namespace psig_test {

struct Ran {
  unsigned long status = ~0ul;
  std::string out, err;
};

inline std::string drain(HANDLE pipe) {
  std::string all;
  char chunk[512];
  DWORD got = 0;
  while (ReadFile(pipe, chunk, sizeof(chunk), &got, nullptr) && got > 0) all.append(chunk, got);
  std::erase(all, '\r');
  CloseHandle(pipe);
  return all;
}

inline HANDLE pipe_to(HANDLE *reader) {
  SECURITY_ATTRIBUTES inherited{sizeof(inherited), nullptr, TRUE};
  HANDLE writer = nullptr;
  CreatePipe(reader, &writer, &inherited, 65536); // more than any output here: it can be read at the end
  SetHandleInformation(*reader, HANDLE_FLAG_INHERIT, 0);
  return writer;
}

inline std::string own_path() {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof(self));
  return self;
}

inline std::string beside(const std::string &name) {
  const std::string own = own_path();
  return own.substr(0, own.find_last_of('\\') + 1) + name;
}

// A program without the library.
inline std::string victim(const char *kind = "console") { return beside("..\\foreign\\victim_") + kind + ".exe"; }

// The tools lie beside the tests.
inline Ran run_tool(const char *tool, const std::string &arguments) {
  std::string command = '"' + beside(tool) + ".exe\" " + arguments;
  HANDLE out = nullptr, err = nullptr;
  STARTUPINFOA start{};
  start.cb = sizeof(start);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdOutput = pipe_to(&out);
  start.hStdError = pipe_to(&err);
  PROCESS_INFORMATION made{};
  const BOOL ok = CreateProcessA(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &made);
  CloseHandle(start.hStdOutput);
  CloseHandle(start.hStdError);
  Ran ran;
  if (ok) {
    WaitForSingleObject(made.hProcess, INFINITE);
    DWORD status = 0;
    GetExitCodeProcess(made.hProcess, &status);
    ran.status = status;
    CloseHandle(made.hProcess);
    CloseHandle(made.hThread);
  }
  ran.out = drain(out);
  ran.err = drain(err);
  return ran;
}

} // namespace psig_test
