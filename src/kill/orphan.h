// Orphaned process groups (XBD 3, Orphaned Process Group): the parent of every member is in the group itself, or not of
// its session. A parent without the library is in no session.
#pragma once

namespace psig {

// Whether the own group is one. [any]
[[nodiscard]] bool own_group_orphaned();

// Signalled when the parent ends; null if its end cannot make any group an orphaned one. Then parent_ended():
// if the own group has become one by it and a member is stopped, SIGHUP and SIGCONT to all of them (XSH _exit). Once,
// on the dispatcher.
[[nodiscard]] void *parent_watch();
void parent_ended();

} // namespace psig
