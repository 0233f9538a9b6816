// Delivery by return address: the return address of a call into system code is swapped for the trampoline. So the call
// ends with its own result, and then the handler runs. Each stack has one at most, found again by its slot
// (docs/adr/0002).
#pragma once

#include "signal/thread.h"

namespace psig {

// Swaps the return address in a slot (place.h) of a thread that is suspended, or the calling one. False if there is no
// room for it, or it is none. [suspended]
bool swap_set(Thread *thread, std::uintptr_t slot, std::uintptr_t sp);

// What a slot leads to that holds the trampoline's address; 0 if it is not known. [suspended]
std::uintptr_t swap_original(std::uintptr_t slot);

// Where a call that has returned through the trampoline was to return to; its record is gone. On any thread. [target]
std::uintptr_t swap_spend(Thread *thread, std::uintptr_t slot);

// Puts the original address back, if the calling thread's last swap is on the stack it runs on. [target]
void swap_undo(Thread *thread);

// Before a swap, outside any suspension: room in the table, if it was full. [any]
void swap_make_room();

// The exception hook that undoes swaps before an unwinder could meet them. It allocates, which no sender may: the
// thread to be reached may hold the heap's lock. [loader]
void swap_start();

} // namespace psig
