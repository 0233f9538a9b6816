// Waking a thread that waits in a call of ours.
#pragma once

#include "signal/thread.h"

namespace psig {

bool wake(Thread *thread); // true: it waits, and has been woken. [any]

// Withdraws what the calling thread has published in `waiting`. Nobody else stores kNotWaiting: timers of CPU time that
// doze while everybody waits are woken (Engine::dozing). [any]
void waits_no_more(Thread *thread);

} // namespace psig
