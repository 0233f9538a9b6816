// kill() and sigqueue() to other processes: which of them, and how each is reached.
//
//   kill_send -> one: its mailbox (mailbox/deliver.h), or without the library the plan (kill/plan.h) and its executors
//             -> several: every member of the group (process/members.h), ourselves last
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

// Upcalls::send. A positive pid is another process, 0 the own group, -1 every process with the library of this user but
// the caller, below -1 a group. ESRCH EPERM EAGAIN; ENOSYS for a process that cannot take the signal. [any], guarded
[[nodiscard]] Errno kill_send(long long pid, const Record &record, bool queued);
// To one of several that are each sent it. One that has become another process's program by exec is passed over with 0:
// that one is among them. [any], guarded
[[nodiscard]] Errno kill_send_each(std::uint32_t pid, const Record &record);

} // namespace psig
