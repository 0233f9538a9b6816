// Who this process is, and the process groups of it and of others (XSH getpgid, setpgid, getsid, setsid).
//
// The facts about other processes lie in their mailboxes; the transport brings them through GroupSource.
#pragma once

#include <posix/sys/types.h>

#include "base/errno_result.h"
#include "process/group_policy.h"
#include "signal/identity.h"

namespace psig {

[[nodiscard]] Identity process_identity(); // [loader]

struct GroupSource {
  // Of a live process, session 0 without the library, and whether it is a child of the caller. ESRCH: there is none;
  // EPERM: its group is not to be seen.
  Errno (*probe)(std::int64_t pid, Group *group, bool *child);
  void (*move)(std::int64_t pgid);                     // the caller
  bool (*exists)(std::int64_t pgid, std::int64_t sid); // the caller aside; session 0: in any
  void (*lead)();                                      // the caller's own session and group from now on
};
void process_group_source(const GroupSource &source);

// Where the children that this process makes begin; and whether they may join a group of the own session.
[[nodiscard]] Group process_own_group();
[[nodiscard]] bool process_group_exists(std::int64_t pgid);

// The table entries. [any]
Errno process_getpgid(pid_t pid, pid_t *pgid);
Errno process_setpgid(pid_t pid, pid_t pgid);
Errno process_getsid(pid_t pid, pid_t *sid);
Errno process_setsid(pid_t *sid);

} // namespace psig
