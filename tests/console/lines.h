// Lines over a pipe, since a service has no standard streams, and what stands in them.
#pragma once

#include <windows.h>

#include <string>

namespace psig_test {

inline std::string number(int value) { return std::to_string(value); }

inline std::string read_line(HANDLE from) {
  std::string line;
  char c;
  DWORD got;
  while (ReadFile(from, &c, 1, &got, nullptr) && got == 1 && c != '\n') line += c;
  return line;
}

inline bool write_line(HANDLE to, const std::string &text) {
  const std::string line = text + '\n';
  DWORD written;
  return WriteFile(to, line.data(), static_cast<DWORD>(line.size()), &written, nullptr) != 0;
}

} // namespace psig_test
