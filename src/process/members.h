// The processes of this machine and the groups that they are in: as mailboxes tell them, and the process parameters of
// those that have none. [any], under a delivery guard
#pragma once

#include "base/errno_result.h"
#include "mailbox/group.h"
#include "mailbox/layout.h"
#include "nt/process/process_list.h"

namespace psig {

// Visits every other process until `visit` returns false. `error` is 0, or EPERM where there is a mailbox that we may
// not open.
struct Member {
  std::uint32_t pid, parent;
  std::uint64_t created;
  const Mailbox *box; // null after an error, and of a process without the library
  void *process;      // its handle; with the box
  Errno error;
};
[[nodiscard]] bool in_group(const Member &member, std::int64_t pgid);
[[nodiscard]] bool of_this_user(const Member &member);
[[nodiscard]] Errno members_visit(bool (*visit)(const Member &member, void *argument), void *argument);

// Of a live process, session 0 without the library, and whether it is a child of the caller. ESRCH: there is none;
// EPERM: its group is not to be seen.
[[nodiscard]] Errno member_probe(std::int64_t pid, Group *group, bool *child);
[[nodiscard]] bool members_in(std::int64_t pgid, std::int64_t sid); // any but the caller; session 0: in any

} // namespace psig
