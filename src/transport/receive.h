// The receiving half, for the rest of the room.
#pragma once

#include "base/errno_result.h"
#include "base/record.h"
#include "transport/mailbox_layout.h"

namespace psig {

Errno transport_post_self(const Record &record); // for the sending half: a group may contain the sender

// The mailbox is no longer read, and says so, after what it held has been taken; or it is read again. EAGAIN: some of
// that finds no room in the engine. One caller at a time.
[[nodiscard]] Errno transport_demand(bool on);
// Receiver::withdraw() of the mailbox.
[[nodiscard]] bool transport_withdraw(const Placed &placed, std::uint64_t claim);

} // namespace psig
