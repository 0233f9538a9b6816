// sleep() and usleep(): a wait that a handler ends.
#pragma once

#include "base/errno_result.h"

namespace psig {

// 0 after the whole time; EINTR after a handler, with what was left. [thread]
[[nodiscard]] Errno sleep_for(unsigned long long nanoseconds, unsigned long long *remaining);

} // namespace psig
