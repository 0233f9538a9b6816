// Running a tool as its users do, and what the tests of the tools share.
#pragma once

#include "mailbox/support.h"

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

inline std::wstring wide(const std::string &text) {
  std::wstring out(text.size() + 1, L'\0');
  out.resize(static_cast<std::size_t>(
                 MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, out.data(), static_cast<int>(out.size()))) -
             1);
  return out;
}

inline std::string narrow(const std::wstring &text) {
  std::string out(text.size() * 3 + 1, '\0');
  out.resize(static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, text.c_str(), -1, out.data(),
                                                          static_cast<int>(out.size()), nullptr, nullptr)) -
             1);
  return out;
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
inline std::string victim(const char *kind = "console") { return beside("..\\unmanaged\\victim_") + kind + ".exe"; }

// The tools lie beside the tests. Text is UTF-8.
inline Ran run_tool(const char *tool, const std::wstring &arguments) {
  std::wstring command = L'"' + wide(beside(tool)) + L".exe\" " + arguments;
  HANDLE out = nullptr, err = nullptr;
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdOutput = pipe_to(&out);
  start.hStdError = pipe_to(&err);
  PROCESS_INFORMATION made{};
  const BOOL ok = CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &made);
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

inline Ran run_tool(const char *tool, const std::string &arguments) { return run_tool(tool, wide(arguments)); }

} // namespace psig_test
