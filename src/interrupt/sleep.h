// Sleeping by a clock: a wait that a handler ends.
#pragma once

#include "base/errno_result.h"

namespace psig {

// 0 after the whole time, or when the clock says so; EINTR after a handler, with what a relative sleep had left; EINVAL
// for a clock that is none, or the calling thread's own CPU time. [thread]
[[nodiscard]] Errno clock_sleep(int clock, bool absolute, unsigned long long ns, unsigned long long *remaining);

} // namespace psig
