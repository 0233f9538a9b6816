// Puts one signal into the mailbox of a process that has the library.
#pragma once

#include "base/record.h"
#include "mailbox/peer.h"

namespace psig {

// It is there when the call returns. `place`, unless null: among the signals sent there. ESRCH EAGAIN. [any], delivery
// guarded
[[nodiscard]] Errno deliver(Peer &peer, const Record &record, bool queued, std::uint64_t *place);

} // namespace psig
