// A process that has the library but has not made its mailbox yet: its program has our marker, and its code has not run
// far enough.
#pragma once

#include "mailbox/peer.h"

namespace psig {

// Makes the mailbox and the event in its stead and gives it handles, so that they outlive the sender; the process
// adopts them (own.cpp). ENOSYS: it has no marker, or is not this user's; EAGAIN: it lives without one, or
// somebody else has its names. [any]
[[nodiscard]] Errno starting_make(const nt::Process &process);
// The same for a child that has not run: all of it is made here, and the child is told so. `view` is of its mailbox.
[[nodiscard]] Errno starting_give(const nt::Process &child, nt::Section *view);

} // namespace psig
