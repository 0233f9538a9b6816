// Memory of a thread's own, for what one call of it works on and is too much for the stack. It stays with the thread,
// so a handler which jumps out of the call loses nothing. A call that a handler makes takes it over, so a call that
// lets handlers run does not look at it afterwards.
#pragma once

#include <cstddef>

#include "signal/thread.h"

namespace psig {

// Null for want of memory. Its contents are anything. Guarded. [target]
[[nodiscard]] void *scratch(Thread *thread, std::size_t bytes);
void scratch_free(Thread *thread); // as the thread's entry goes. [any]

} // namespace psig
