// Synchronous I/O that a signal can end (delivery by I/O cancellation).
#pragma once

#include "signal/thread.h"

namespace psig {

// What a handler that has run means for the call.
enum class After : unsigned char {
  kEnds,     // it ends with EINTR
  kRestarts, // the same, unless every handler had SA_RESTART
  kGoesOn,   // nothing
};

// Calls `io`, which may wait in one synchronous operation of the system and says whether it is over (true) or has been
// cancelled with nothing done (false); then handlers run, and it is called again, or EINTR. No handler runs inside
// `io`. What is deliverable before comes first, and ends nothing. ECANCELED. Guarded on entry and on return. [thread]
[[nodiscard]] Errno blocking_io(Thread *thread, bool (*io)(void *argument), void *argument, After after);
// The same with a guard of its own, and kRestarts or kEnds. EngineTable::blocking_io [thread]
[[nodiscard]] Errno blocking_io(bool (*io)(void *argument), void *argument, bool restartable);

} // namespace psig
