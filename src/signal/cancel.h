// Cancellation (XSH 2.9.5), which is winpthreads' own: it keeps the state, runs the clean-up handlers and ends the
// thread. The engine makes a cancelled thread come out of a wait, and the entries make it act there.
//
//   pthread_cancel -> __wrap_pthread_cancel: the real one, then entry::cancel(): Thread::cancel, and wake()
//   the wait       -> cancel_due(): once more at each turn, and between publishing and sleeping; ECANCELED
//   the entry      -> api::cancellable(): every guard is gone by then; entry::cancel_point(), which does not return
//
// The thread that waits publishes, then looks at Thread::cancel. The thread that cancels stores that, then wakes. One
// of the two sees the other.
#pragma once

#include "signal/thread.h"

namespace psig {

// Whether a cancellation is to be acted upon here and now: asked of winpthreads by a thread that has been cancelled.
[[nodiscard]] bool cancel_due_now(const posix_signals_cancel_calls *calls);
// Of the calling thread. [target]
[[nodiscard]] inline bool cancel_due(const Thread *thread) {
  const posix_signals_cancel_calls *calls = thread->cancel.load();
  return calls != nullptr && cancel_due_now(calls);
}
// Ends a wait of ours or I/O of ours, and disturbs nothing else. False: somebody has to look again. [any]
[[nodiscard]] bool cancel_wake(Thread *thread);

} // namespace psig
