// signal(), raise() and _set_abort_behavior() as the CRT's header has them, in the CRT's numbers, on the engine's
// dispositions.
#pragma once

#include <cstdint>

namespace psig::crt {

using SignalHandler = void (*)(int);
using SignalFunction = SignalHandler (*)(int number, SignalHandler handler);

// False for what the CRT itself is to refuse. `signo` is the library's number. [any]
bool signal_call(int signo, std::uintptr_t function, std::uintptr_t *former);
// A disposition that was set in the CRT before the library came; one that the engine has already stays.
void inherit(int signo, std::uintptr_t function);

} // namespace psig::crt
