// Where a thread stands, as its stack tells: what it has been called from under, and where its call will return to.
#pragma once

#include "nt/thread/teb.h"
#include "signal/thread.h"

namespace psig {

struct Place {
  bool locked = false;     // called from under something that holds a lock, or with an exception in flight
  std::uintptr_t slot = 0; // the innermost return address, below anything of that kind, to code that may be interrupted
};

// From `context` outwards, to a bound. The suspend lock is held: the module table is read. [suspended]
Place place_of(Thread *thread, const mcontext_t *context);
// The calling thread's, in a user APC, from what that has interrupted; false if this cannot be found out. [target]
bool place_of_interrupted(Thread *thread, Place *place, std::uintptr_t *sp);

} // namespace psig
