// flock(), by locks of the system that cannot be changed from one kind into the other.
#pragma once

#include "base/errno_result.h"

namespace psig {

// In the place of whatever lock this file object has. EAGAIN: somebody else has one that is in the way, and the call
// may not wait; EINTR; ECANCELED; ENOLCK. As on Linux, one that had to be given up for it is then gone. [thread]
[[nodiscard]] Errno file_lock(void *file, bool exclusive, bool wait);
[[nodiscard]] Errno file_unlock(void *file); // also if there is none [any]

} // namespace psig
