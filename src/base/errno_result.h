// Errors inside the library: errno values as results, turned into errno (or a return value) once, at the C entry.
#pragma once

#include <cerrno>

namespace psig {

using Errno = int; // 0 is success

} // namespace psig
