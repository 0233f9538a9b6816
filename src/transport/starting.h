// A process that has the library but has not made its mailbox yet: its program carries our marker, and no code of it
// has run far enough.
#pragma once

#include "transport/peer.h"

namespace psig {

// Makes the mailbox and the event in its stead and gives it handles, so that they outlive the sender; the process
// adopts them (mailbox_own.cpp). ENOSYS: it has no marker, or is not this user's. [any]
[[nodiscard]] Errno starting_make(const nt::Process &process);

} // namespace psig
