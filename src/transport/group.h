// Process groups as the mailboxes tell them.
#pragma once

#include "nt/process_list.h"
#include "process/identity.h"
#include "transport/mailbox_layout.h"

namespace psig {

[[nodiscard]] GroupSource transport_groups();

// Visits every other process until `visit` returns false. `error` is 0, or EPERM where there is a mailbox that we may
// not open. [any]
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

} // namespace psig
