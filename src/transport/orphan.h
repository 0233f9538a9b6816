// Orphaned process groups (XBD 3, Orphaned Process Group): the parent of every member is in the group itself, or not of
// its session. A parent without the library is of no session.
#pragma once

namespace psig {

// Whether the own group is one. [any]
[[nodiscard]] bool transport_orphaned();

// Signalled when the parent ends; null if its end cannot make any group an orphaned one. Then transport_parent_gone():
// if the own group has become one by it and a member is stopped, SIGHUP and SIGCONT to all of them (XSH _exit). Once,
// on the dispatcher.
[[nodiscard]] void *transport_parent();
void transport_parent_gone();

} // namespace psig
