// The plan of a kill() in words, without acting.
#pragma once

#include <posix/signal.h>

#include "base/errno_result.h"

namespace psig {

// ESRCH; everything else is in the plan. [any]
[[nodiscard]] Errno kill_explain(pid_t pid, int signo, struct posix_kill_plan *out);

} // namespace psig
