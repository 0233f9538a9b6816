// poll() and select(): one wait for files, pipes, the console, sockets, a signal and the time.
#pragma once

#include "interrupt/poll_set.h"

namespace psig {

// How many are ready, which the caller's arrays say; *left (if not null) is what is left of the time, also after EINTR.
// EINTR EINVAL EFAULT EBADF ENOMEM ECANCELED; the arrays are as they were then. EngineTable::poll [any]
[[nodiscard]] Errno poll_wait(const PollRequest *request, int *ready, std::uint64_t *left);

} // namespace psig
