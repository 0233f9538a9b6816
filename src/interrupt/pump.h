// Under Wine alone: a Unix pipe with which the program has been started. A read of it cannot be cancelled, and nothing
// reports its end. So a library thread reads for the program, which waits for that thread (docs/wine.md).
#pragma once

#include "signal/thread.h"

namespace psig {

// Up to `size` bytes, as far as one read goes: 0, with the system's error, or EINTR. Not for a handle that another
// thread reads this way just now (false). What comes after an EINTR, or a jump, is for the next read. Guarded. [thread]
[[nodiscard]] bool pump_read(Thread *thread, void *handle, void *buffer, unsigned size, unsigned *got,
                             unsigned long *os_error, Errno *error);

} // namespace psig
