// Road 5b: the return address of a call into system code, swapped for the trampoline, so that the call ends with its
// own result and the handler runs then. One on each stack at most, found again by its slot (docs/adr/0002).
#pragma once

#include "signal/thread.h"

namespace psig {

// Walks a suspended thread's stack from system code to the first frame that may be interrupted and swaps the address it
// will be returned to. False if there is no such frame. [suspended]
bool swap_set(Thread *thread, const mcontext_t *context);

// Where a call that has returned through the trampoline was to return to; its record is gone. On any thread. [target]
std::uintptr_t swap_spend(Thread *thread, std::uintptr_t slot);

// Puts the original address back, if the calling thread's last swap is on the stack it runs on. [target]
void swap_undo(Thread *thread);

// Called before a swap, outside any suspension: the exception hook that undoes swaps before an unwinder could meet
// them; and room in the table.
void swap_prepare();

} // namespace psig
