// Process groups as the mailboxes tell them.
#pragma once

#include "nt/process_list.h"
#include "process/identity.h"
#include "transport/mailbox_layout.h"

namespace psig {

[[nodiscard]] GroupSource transport_groups();

// Visits every other process that has a mailbox we may open, until `visit` returns false. `error` is 0, or EPERM where
// there is one that we may not open; then there is no box. [any]
struct Member {
  std::uint32_t pid;
  const Mailbox *box;
  bool same_user;
  Errno error;
};
[[nodiscard]] Errno members_visit(bool (*visit)(const Member &member, void *argument), void *argument);

} // namespace psig
