// Control events that this process has raised inside others, and what became of them. A thread in the other process
// does the work, and its handle is kept here; kill() itself does not wait. The last few are remembered.
#pragma once

#include <posix/signal.h>

#include "nt/process/process_handle.h"

namespace psig {

// Takes the thread over. [any], under a delivery guard
void request_made(const nt::Process &process, nt::Handle thread);
// POSIX_REQUEST_... of the last one to this process; waits at most *milliseconds, which is lowered by the time that
// took (null: for ever). EBADF. [thread]
[[nodiscard]] Errno request_outcome(posix_pidfd_t pidfd, int *milliseconds, int *outcome);

} // namespace psig
