// The mailbox of this process.
#pragma once

#include "mailbox/group.h"
#include "mailbox/layout.h"
#include "mailbox/names.h"
#include "nt/process/process_handle.h"

namespace psig {

[[nodiscard]] Errno mailbox_own_start();      // [loader]
[[nodiscard]] Mailbox *mailbox_own();         // null if it could not be made
[[nodiscard]] const Mailbox *mailbox_given(); // if a posix_spawn() has made it and written what to start with
[[nodiscard]] MoreSlots mailbox_own_more();
[[nodiscard]] void *mailbox_own_event();
void mailbox_own_mend();                         // what the receiver does not know of
[[nodiscard]] std::uint64_t inherited_ignored(); // from the nearest ancestor with the library
[[nodiscard]] const nt::OwnProcess &own_process_facts();
[[nodiscard]] MailboxOwner mailbox_owner(); // this process, as such
[[nodiscard]] std::uint64_t own_claim();
[[nodiscard]] Group own_group();
void own_group_set(std::int64_t pgid);
void own_session_begin();

// For mailbox_send() and the receiver.
[[nodiscard]] bool claim_alive(std::uint64_t claim);

} // namespace psig
