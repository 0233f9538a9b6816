// cancel.h has the flow. To learn a thread's own cancel state it is set to what it is: winpthreads has no other public
// way.
#include "signal/cancel.h"

#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/io_cancel.h"
#include "signal/wake.h"

namespace psig {

bool cancel_due_now(const posix_signals_cancel_calls *calls) {
  constexpr int kDisable = 0; // winpthreads' PTHREAD_CANCEL_DISABLE; pthread.h is not for this component
  int state = kDisable;
  if (calls->set_state(kDisable, &state) != 0) return false;
  (void)calls->set_state(state, nullptr);
  return state != kDisable;
}

bool cancel_wake(Thread *thread) {
  (void)wake(thread);
  return io_cancel(thread) != Reached::kQueued;
}

namespace entry {

void cancel(pthread_t pthread, const posix_signals_cancel_calls *calls) {
  const DeliveryGuard delivery;
  PinnedThread thread;
  {
    const LockGuard guard(g_engine.lock);
    Thread *found = find_pthread(pthread);
    if (found == nullptr) return; // it has ended, or never met us
    thread = PinnedThread(found);
  }
  thread->cancel.store(calls);
  if (thread.get() != delivery.thread() && !cancel_wake(thread.get())) // not in its I/O yet, or about to leave it
    schedule_retry(thread.get(), nt::now_ns() + retry_interval(0));
}

void cancel_point() {
  Thread *thread = self();
  if (thread == nullptr || !cancel_due(thread)) return;
  thread->cancel.load()->test();
  thread->cancel.store(nullptr); // it is ending already, in a clean-up handler that has switched cancellation on
}

} // namespace entry
} // namespace psig
