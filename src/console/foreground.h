// The foreground process group of a console (XBD 11.1.4), kept in a section that its processes share.
//
// The process that sets it does job control, and stands for the terminal. While it lives and is on the console, it
// alone turns the keys into signals for the members of the group. Without such a process everybody on the console is in
// the foreground, and each process takes Ctrl-C for itself (docs/adr/0007).
#pragma once

#include "base/errno_result.h"
#include "mailbox/group.h"

namespace psig {

struct Foreground {
  bool known = false; // somebody has set it, lives, and is on this console
  bool ours = false;  // and is this process
  Group group;
};
[[nodiscard]] Foreground foreground_now(); // [thread]
// ENOTTY: no console; EPERM: somebody else's page lies there; ENOMEM. The group is the caller's to check. [thread]
[[nodiscard]] Errno foreground_set(const Group &group);
// A member of the session, and not in its foreground group.
[[nodiscard]] bool in_background(const Foreground &now, const Group &own);

} // namespace psig
