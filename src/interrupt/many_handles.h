// Waits whose handles leave no room for the thread's event: for all of several, and for 64. [thread]
#pragma once

#include "nt/thread/foreign_calls.h"
#include "signal/thread.h"

namespace psig {

inline constexpr unsigned long kNotHere = 0xFFFFFFFD; // the bare call it is
// For all. Threads and processes stay signalled once they are, so each of them is waited for by itself, and at last the
// one other handle there may be: nothing is taken before everything can be. kNotHere with two others and more.
[[nodiscard]] unsigned long wait_for_all(Thread *thread, unsigned long count, const nt::Handle *handles,
                                         unsigned long milliseconds, int alertable);
// For one of 64: a thread or process among them is left to a thread of the library's, which sets the event when that
// has ended. kNotHere if none of them is one.
[[nodiscard]] unsigned long wait_for_one_of_most(Thread *thread, const nt::Handle *handles, unsigned long milliseconds,
                                                 int alertable);

} // namespace psig
