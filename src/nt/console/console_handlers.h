// Whether the program may have registered control handlers with the system itself. The system's list cannot be read, so
// the calls that change it are watched (docs/adr/0017).
#pragma once

namespace psig::nt {

// What stands for SetConsoleCtrlHandler() in every module that is not the system's, for whoever replaces functions by
// value (crt_modules.cpp); null for every other function. [loader]
[[nodiscard]] void *console_handlers_replacement(void *function);
void console_handlers_start(); // [loader]

// Whether the program has registered handlers of its own, since the library is here: not the library's, not a C
// run-time's. They may have been removed again. [any]
[[nodiscard]] bool console_handlers_known();

// The system's own call, unwatched. False if it fails. [thread]
bool console_handler_add(int(__stdcall *handler)(unsigned long event));

} // namespace psig::nt
