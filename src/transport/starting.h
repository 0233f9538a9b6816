// A process whose image carries our marker but that has not made its mailbox yet.
#pragma once

#include "nt/process_handle.h"
#include "transport/peer.h"

namespace psig {

// Makes the mailbox in its stead and gives it a handle, so that it outlives the sender. ENOSYS: it is not starting, or
// not this user's. [any]
[[nodiscard]] Errno starting_open(const nt::Process &process, PeerView *view);

} // namespace psig
