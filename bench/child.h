// Starting programs from a benchmark, with handles inherited, and waiting for them.
#pragma once

#include <string>

#include <windows.h>

#include "harness.h"

namespace bench {

struct Program {
  HANDLE process;
  DWORD pid;
};

inline Program start(std::string command) {
  STARTUPINFOA startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION info{};
  // Wine 8 now and then loses a new process's connection to its server (error 1359): once more then.
  BOOL ok = FALSE;
  for (int attempt = 0; attempt < 3 && !ok; ++attempt) {
    ok = CreateProcessA(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &info);
    if (!ok) std::fprintf(stderr, "bench: %s: error %lu\n", command.c_str(), GetLastError());
  }
  require(ok != 0, "CreateProcess");
  CloseHandle(info.hThread);
  return {info.hProcess, info.dwProcessId};
}

inline DWORD finish(const Program &program) {
  DWORD code = 0;
  WaitForSingleObject(program.process, INFINITE);
  GetExitCodeProcess(program.process, &code);
  CloseHandle(program.process);
  return code;
}

inline void run(const std::string &command) {
  const DWORD code = finish(start(command));
  if (code != 0) std::fprintf(stderr, "bench: %s: exit status %lu\n", command.c_str(), code);
  require(code == 0, "a program's exit status");
}

inline std::string option(int argc, char **argv, const char *name) {
  for (int i = 1; i + 1 < argc; ++i)
    if (std::strcmp(argv[i], name) == 0) return argv[i + 1];
  return {};
}

inline HANDLE inherited_event() {
  SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), nullptr, TRUE};
  return CreateEventA(&inheritable, FALSE, FALSE, nullptr);
}

} // namespace bench
