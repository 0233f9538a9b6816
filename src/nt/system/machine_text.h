// Names of the program and the machine, and the time, without the loader's locks.
#pragma once

#include <cstdint>

namespace psig::nt {

void program_name(wchar_t *out, unsigned room); // without directory and .exe; cut where there is no room. [any]
void host_name(wchar_t *out, unsigned room);    // empty where it cannot be had. [thread]
[[nodiscard]] std::uint64_t unix_time();        // seconds since 1970. [any]

} // namespace psig::nt
