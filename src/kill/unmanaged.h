// Processes without the library: what they are, what a signal means for them, and how it is carried out. [any], under a
// delivery guard
#pragma once

#include "kill/plan.h"
#include "nt/process/process_handle.h"

namespace psig {

// `member`: of a group that is being signalled, not named by itself.
[[nodiscard]] Traits unmanaged_traits(const nt::Process &process, bool member);
// ESRCH when it has ended meanwhile, never somebody else's process: `process` holds its pid.
[[nodiscard]] Errno unmanaged_act(const nt::Process &process, int signo, Traits traits, const Plan &plan);
// Both in one, from the pid. ESRCH EPERM ENOSYS EAGAIN
[[nodiscard]] Errno unmanaged_send(std::uint32_t pid, int signo, bool member);

} // namespace psig
