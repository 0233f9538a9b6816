// Processes without the library: what they are, what a signal means for them, and doing it. [any], under a delivery
// guard
#pragma once

#include "nt/process_handle.h"
#include "transport/plan.h"

namespace psig {

// `member`: of a group that is being signalled, not named by itself.
[[nodiscard]] Traits unmanaged_traits(const nt::Process &process, bool member);
// ESRCH when it has ended meanwhile, never somebody else's process: `process` holds its pid.
[[nodiscard]] Errno unmanaged_act(const nt::Process &process, int signo, Traits traits, const Plan &plan);
// Its console process group; 0 if there is no such process or the system does not say. A process that is older than the
// leader is no member: the number has been used again.
[[nodiscard]] std::uint32_t unmanaged_group(std::uint32_t pid);
// Whether that is `pgid`. Cheap for a process that is older than the leader: it is not looked into.
[[nodiscard]] bool unmanaged_in_group(std::uint32_t pid, std::uint64_t created, std::int64_t pgid);
// Both in one, from the pid. ESRCH EPERM ENOSYS EAGAIN
[[nodiscard]] Errno unmanaged_send(std::uint32_t pid, int signo, bool member);

} // namespace psig
