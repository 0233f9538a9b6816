// Putting one signal into another process's mailbox. Pure: the views, handles and the event are the caller's.
#pragma once

#include "base/errno_result.h"
#include "transport/mailbox_layout.h"

namespace psig {

// 0, or EAGAIN when every slot is taken. On return the owner's next absorb sees the signal. `self` is the sender's
// claim. A standard signal that was not `queued` merges with one that still waits there. [any]
[[nodiscard]] Errno mailbox_send(Mailbox &box, std::uint64_t self, const Record &record, bool queued, ClaimAlive alive,
                                 Placed *placed = nullptr);

// Whether the event has to be set after a send, and the note that it was. A queued signal may leave it alone when
// another sender has set it and the owner has not looked since.
struct Ring {
  bool needed;
  std::uint32_t generation;
};
[[nodiscard]] Ring mailbox_ring(Mailbox &box, bool standard);
void mailbox_rung(Mailbox &box, const Ring &ring);

} // namespace psig
