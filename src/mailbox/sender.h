// Puts one signal into another process's mailbox. Portable: the views, handles and the event are the caller's.
#pragma once

#include "base/errno_result.h"
#include "mailbox/layout.h"

namespace psig {

// 0, or EAGAIN for what is `queued` when as many wait as the owner allows, or every slot is taken. On return the
// owner's next reception sees the signal. `self` is the sender's claim. Of what was not `queued` a standard signal
// merges with one that still waits there, and a real-time signal without room arrives once, without its siginfo. [any]
[[nodiscard]] Errno mailbox_send(Mailbox &box, std::uint64_t self, const Record &record, bool queued, ClaimAlive alive,
                                 Placed *placed = nullptr, const MoreSlots &more = {});

// Whether the event has to be set after a send, and the note that it was. A queued signal may leave it alone when
// another sender has set it and the owner has not looked since.
struct Wake {
  bool needed;
  std::uint32_t generation;
};
[[nodiscard]] Wake mailbox_wake(Mailbox &box, bool standard);
void mailbox_woken(Mailbox &box, const Wake &wake);
// After EAGAIN: whether the event is to be set, so that the owner says anew what room there is. Seldom.
[[nodiscard]] bool mailbox_refused(Mailbox &box);

} // namespace psig
