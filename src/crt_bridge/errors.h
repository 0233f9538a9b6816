// The CRT's own ways to fail: pure virtual calls, invalid parameters, failed assertions, and what abort() shows.
#pragma once

#include "base/errno_result.h"
#include "nt/crt/crt_modules.h"

namespace psig::crt {

void errors_adopt(const nt::Crt &crt);
[[noreturn]] void assertion_failed(const char *expression, const char *file, unsigned line);
[[noreturn]] void assertion_failed_wide(const wchar_t *expression, const wchar_t *file, unsigned line);
void pure_call(const nt::Crt &crt);
unsigned set_abort_behavior(unsigned flags, unsigned mask); // _set_abort_behavior(); the former flags
bool abort_has_core();
void abort_message(); // where a program has asked for it

} // namespace psig::crt

namespace psig {

// POSIX_SIGNAL_CRT_...: which of them end the process by SIGABRT. [thread]
[[nodiscard]] Errno crt_errors(unsigned which, unsigned *former);

} // namespace psig
