// Delivery by I/O cancellation, at the waiting end: the thread publishes, checks for the last time what is pending, and
// withdraws before handlers run.
#include "interrupt/blocking_io.h"

#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/io_cancel.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

// One round: whether there was one, and whether it is over.
enum class Round { kNone, kCancelled, kOver };
Round io_round(Thread *thread, bool (*io)(void *argument), void *argument) {
  thread->io_cancelled.store(false, std::memory_order_relaxed);
  const Cancellable published(thread);
  if (deliverable(thread) || cancel_due(thread)) return Round::kNone;
  return io(argument) ? Round::kOver : Round::kCancelled;
}

// Deliverable signals are seen to: whether the call ends.
bool ends(Thread *thread, After after) {
  const Errno handled = wait_deliver(thread);
  return after != After::kGoesOn && (handled == EINTR || (handled != 0 && after == After::kEnds));
}

} // namespace

Errno blocking_io(Thread *thread, bool (*io)(void *argument), void *argument, After after) {
  const Restartable call(thread);
  for (;;) {
    if (cancel_due(thread)) return ECANCELED;
    switch (io_round(thread, io, argument)) {
    case Round::kOver: return 0;
    case Round::kNone:
      drain(thread, nullptr); // as if it had come before the call
      thread->restart = true;
      break;
    case Round::kCancelled:
      if (!thread->io_cancelled.exchange(false)) return 0; // by somebody else: `io` has what the system said
      receive_mailbox();
      if (ends(thread, after)) return EINTR;
    }
  }
}

Errno blocking_io(bool (*io)(void *argument), void *argument, bool restartable) {
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return io(argument) ? 0 : EINTR;
  return blocking_io(delivery.thread(), io, argument, restartable ? After::kRestarts : After::kEnds);
}

} // namespace psig
