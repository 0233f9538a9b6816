// Road 5b: the return address of a call into system code, swapped for the trampoline, so that the call ends with its
// own result and the handler runs then. One per thread (docs/adr/0002).
#pragma once

#include "signal/thread.h"

namespace psig {

// Walks a suspended thread's stack from system code to the first frame that may be interrupted and swaps the address it
// will be returned to. False if there is no such frame. [suspended]
bool swap_set(Thread *thread, const mcontext_t *context);

// Puts the original address back if it is still there; on the thread itself, or while it is suspended.
void swap_undo(Thread *thread);

// Called once before the first swap, outside any suspension: the exception hook that undoes a swap before an unwinder
// could meet it.
void swap_prepare();

} // namespace psig
