// Who this process is, and the process groups of it and of others (XSH getpgid, setpgid, getsid, setsid).
#pragma once

#include <posix/sys/types.h>

#include "base/errno_result.h"
#include "mailbox/group.h"
#include "signal/identity.h"

namespace psig {

[[nodiscard]] Identity process_identity(); // [loader]

// Where the children that this process makes begin; and whether they may join a group of the own session.
[[nodiscard]] Group process_own_group();
[[nodiscard]] bool process_group_exists(std::int64_t pgid);

// The table entries. [any]
Errno process_getpgid(pid_t pid, pid_t *pgid);
Errno process_setpgid(pid_t pid, pid_t pgid);
Errno process_getsid(pid_t pid, pid_t *sid);
Errno process_setsid(pid_t *sid);

} // namespace psig
