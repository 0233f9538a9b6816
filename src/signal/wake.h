// Waking a thread that waits in a call of ours.
#pragma once

#include "signal/thread.h"

namespace psig {

bool wake(Thread *thread); // true: it waits, and has been woken. [any]

} // namespace psig
