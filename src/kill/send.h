// kill() and sigqueue() to other processes: which of them, and how each is reached.
//
//   kill_send -> one: its mailbox (mailbox/deliver.h), or without the library the plan (kill/plan.h) and its executors
//             -> several: every member of the group (process/members.h), ourselves last
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

struct Peer;

// Upcalls::send. A positive pid is another process, 0 the own group, -1 every process with the library of this user but
// the caller, below -1 a group. ESRCH EPERM EAGAIN; ENOSYS for a process that cannot take the signal. [any], guarded
[[nodiscard]] Errno kill_send(long long pid, const Record &record, bool queued);
// Those who are each sent the same.
struct Round {
  bool (*has)(const Peer &peer, const void *argument);
  const void *argument;
  bool group; // by kill() of a group: of those without the library one stands for its console group
};
[[nodiscard]] Round round_of_group(const std::int64_t &pgid);
// To one of them. ESRCH, too, for a program that another one stands for (mailbox/shadow.h). [any], guarded
[[nodiscard]] Errno kill_send_each(std::uint32_t pid, const Record &record, const Round &round);

} // namespace psig
