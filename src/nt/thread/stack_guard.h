// Guard pages of thread stacks. [any]
#pragma once

#include "nt/thread/teb.h"

namespace psig::nt {

// The calling thread's own stack has overflowed, and it runs on another one that the TEB does not know yet: sets the
// guard anew, at the lowest pages that are accessible, and the limit in the TEB and in `own`.
void stack_guard_restore(StackLimits *own);

// What exception dispatch will have of the calling thread's stack when that overflows: for the exception's context and
// those who look at it. What Windows leaves by itself is hardly enough for one with AVX-512 registers.
inline constexpr unsigned long kForDispatch = 16 * 1024;
void stack_guarantee();
// The same as a thread begins, where the system cannot even end the process with what it leaves: Wine.
void stack_guarantee_for_the_end();

} // namespace psig::nt
