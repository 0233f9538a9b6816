// Converts the program's text to the system's.
#pragma once

#include "base/errno_result.h"

namespace psig::nt {

// UTF-8 to UTF-16, with the NUL; what is no UTF-8 is taken for text in the system's code page, as a run-time's argv and
// environ have it. E2BIG: more than `room` characters. [any]
[[nodiscard]] Errno wide_from_text(const char *text, wchar_t *out, unsigned room, unsigned *length = nullptr);
// Not ASCII alone, and UTF-8. [any]
[[nodiscard]] bool text_is_utf8(const char *text);
// UTF-16 to text in the system's code page, as a run-time's argv has it, with the NUL: the bytes, or with `room` 0
// those it takes; 0 if there is not room enough. [any]
[[nodiscard]] unsigned text_from_wide(const wchar_t *wide, char *out, unsigned room);
// As the system compares names of variables and files; below 0, 0, above 0.
[[nodiscard]] int compare_ignoring_case(const wchar_t *a, unsigned a_length, const wchar_t *b, unsigned b_length);

} // namespace psig::nt
