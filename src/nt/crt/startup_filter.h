// The exception filter of the frame that the program's start-up code has around main(), as mingw-w64 makes it.
#pragma once

namespace psig::nt {

// Whether an address is in it. [any]
[[nodiscard]] bool in_startup_filter(const void *address);

} // namespace psig::nt
