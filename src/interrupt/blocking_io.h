// Synchronous I/O of the C run-time that a signal can end (delivery by I/O cancellation).
#pragma once

#include "base/errno_result.h"

namespace psig {

// Calls `io`, which may wait in one synchronous operation of the system and says whether it is over (true) or has been
// cancelled with nothing done (false); then handlers run, and it is called again, or EINTR: after a handler without
// SA_RESTART, and with `restartable` false after any. No handler runs inside `io`, which may hold locks of the C
// run-time's. What is deliverable before comes first, and ends nothing. EngineTable::blocking_io [thread]
[[nodiscard]] Errno blocking_io(bool (*io)(void *argument), void *argument, bool restartable);

} // namespace psig
