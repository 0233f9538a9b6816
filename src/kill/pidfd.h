// Processes by handle: a handle keeps its pid from being used again, so it never comes to mean another process. The
// engine table's entries. [any]
#pragma once

#include <posix/signal.h>

#include "base/errno_result.h"

namespace psig {

[[nodiscard]] Errno pidfd_open(pid_t pid, posix_pidfd_t *out);
[[nodiscard]] Errno pidfd_send(posix_pidfd_t pidfd, int sig, const siginfo_t *info);
[[nodiscard]] Errno pidfd_close(posix_pidfd_t pidfd);
[[nodiscard]] Errno pidfd_created(posix_pidfd_t pidfd, unsigned long long *created);
[[nodiscard]] Errno pidfd_wait(posix_pidfd_t pidfd, int *milliseconds, unsigned *status, bool *ended); // [thread]

} // namespace psig
