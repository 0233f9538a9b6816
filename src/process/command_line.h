// The command line of a new process: the one string that Windows gives it, which its run-time parses into argv again.
// Portable.
#pragma once

#include "base/errno_result.h"

namespace psig {

// Quotes so that CommandLineToArgvW and the start-up code of msvcrt, UCRT and mingw-w64 give every argument back as it
// was, wildcards not expanded.
class CommandLine {
public:
  static constexpr unsigned kMost = 32767; // characters with the NUL: CreateProcess

  explicit CommandLine(wchar_t *buffer) : text_(buffer) { text_[0] = 0; } // of kMost characters

  // argv[0], for which no escapes exist. EINVAL: it has a quote; E2BIG.
  [[nodiscard]] Errno program(const wchar_t *name);
  [[nodiscard]] Errno argument(const wchar_t *argument);
  [[nodiscard]] Errno verbatim(const wchar_t *text); // for a program that parses in its own way. E2BIG
  [[nodiscard]] unsigned length() const { return length_; }

private:
  void put(wchar_t c);
  void put(wchar_t c, unsigned times) {
    while (times-- > 0) put(c);
  }
  void quoted(const wchar_t *argument);
  [[nodiscard]] Errno end();

  wchar_t *text_;
  unsigned length_ = 0;
  bool full_ = false;
};

} // namespace psig
