// A process and everything that descends from it.
#pragma once

#include <posix/sys/types.h>

#include "base/errno_result.h"

struct posix_tree_member;

namespace psig {

// Sends to each, descendants before their ancestors unless `parents_first`, the caller last if it is one of them.
// Success if any took it, else what the root said. ESRCH EPERM ENOSYS ENOMEM. [any]
[[nodiscard]] Errno kill_tree(pid_t root, int signo, bool parents_first);
// The same processes, held open for the caller. None of them if there are more than `room`. ESRCH EPERM EFAULT ENOMEM.
// [any]
[[nodiscard]] Errno process_tree(pid_t root, struct posix_tree_member *members, unsigned room, unsigned *count);

} // namespace psig
