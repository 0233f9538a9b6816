// Following another process's trace, as sigstat does.
#pragma once

#include <posix/signal.h>

#include "base/errno_result.h"

namespace psig {

// posix_signal_follow_np(). [thread], not guarded
[[nodiscard]] Errno signal_follow(pid_t pid, int (*line)(const char *text, void *argument), void *argument);

} // namespace psig
