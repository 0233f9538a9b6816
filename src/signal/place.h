// Where a thread is, by its stack: what it has been called from under, and where its call will return to.
#pragma once

#include "nt/thread/teb.h"
#include "signal/thread.h"

namespace psig {

// Where such replacements are: from the first instruction to before the last one's end. [loader]
void place_hooks_are(std::uintptr_t begin, std::uintptr_t end);

struct Place {
  bool hooked = false;     // in a replacement that a C run-time has called: its locks are held
  bool entering = false;   // on the way into the trampoline: it will drain
  bool locked = false;     // called from under something that holds a lock, or with an exception in flight
  std::uintptr_t slot = 0; // the innermost return address, below anything of that kind, to code that may be interrupted
};

// From `context` outwards, to a bound. The suspend lock is held: the module table is read. [suspended]
Place place_of(Thread *thread, const mcontext_t *context);
// The calling thread's, from the caller outwards. [target]
Place place_here(Thread *thread);
// The calling thread's, in a user APC, from what that has interrupted; false if this cannot be found out. [target]
bool place_of_interrupted(Thread *thread, Place *place, std::uintptr_t *sp);

} // namespace psig
