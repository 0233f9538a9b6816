// The signal state of a process that has the library, as sigstat shows it.
#pragma once

#include <posix/signal.h>

#include "base/errno_result.h"
#include "mailbox/layout.h"

namespace psig {

void status_publish(); // where it is to be found, in the own mailbox. [loader]
// ESRCH EPERM; ENOSYS: it has no library, or tells nothing. [any]
[[nodiscard]] Errno process_status(pid_t pid, struct posix_process_status *out);
// What lies in a mailbox and has not been taken in. Portable.
[[nodiscard]] SigSet mailbox_waiting(const Mailbox &box, const MoreSlots &more);

} // namespace psig
