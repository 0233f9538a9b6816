// The console as a terminal: who is on it, what is typed, what it shows.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

using Handle = void *;

// A number that all processes on the same console know, and those on another one have a different one for, while it
// lasts: its window's, which also a console that nobody sees has, or its host's; 0 without either. [thread]
[[nodiscard]] std::uint64_t console_id();
// Whether a process is attached to the caller's console. [thread]
[[nodiscard]] bool console_has(std::uint32_t pid);

enum class Tty { kNone, kOutput, kInput };
[[nodiscard]] Tty tty_kind(Handle handle); // kNone: no console's, or no open handle at all

struct TtySize {
  unsigned short columns, rows; // of the window, not of what can be scrolled to
};
[[nodiscard]] bool tty_size(Handle handle, TtySize *out); // of an input handle: of the active screen

struct TtyMode {
  bool signals, lines, echo; // ENABLE_PROCESSED_INPUT, _LINE_, _ECHO_
};
[[nodiscard]] TtyMode tty_mode(Handle input);

// One thing typed, or nothing (false) if there is no more at the moment: a UTF-16 unit, or 0 with `resized`.
struct TtyKey {
  char16_t unit;
  bool resized;
};
[[nodiscard]] bool tty_key(Handle input, TtyKey *out);
void tty_write(const char16_t *text, unsigned length); // to the active screen, whatever descriptor 1 is
// As a program that reads bytes gets them: in the console's code page. The bytes stored, at most `room`.
[[nodiscard]] unsigned tty_bytes(const char16_t *text, unsigned length, char *out, unsigned room);

} // namespace psig::nt
