// Reads the console's keys as records, so that a signal can end the wait at any moment without losing a half-typed
// line.
#pragma once

#include "signal/thread.h"
#include "signal/upcalls.h"

namespace psig {

// Ctrl-C: the line that is being typed is discarded (XBD 11.1.9, INTR). [ctrl]
void reader_discard();
// Whether a read() would not wait: takes what has been typed. Guarded. [thread]
[[nodiscard]] TtyReady reader_ready(void *input);
// tty.cpp: whether this process may use the terminal; EIO EINTR. Guarded. [thread]
[[nodiscard]] Errno tty_access(Thread *thread, int signo);

} // namespace psig
