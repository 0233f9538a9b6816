// Delivery by I/O cancellation, at the waiting end: published before pending is checked for the last time, taken back
// before handlers run.
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
  const Cancellable published(thread);
  if (deliverable(thread) || cancel_due(thread)) return Round::kNone;
  return io(argument) ? Round::kOver : Round::kCancelled;
}

} // namespace

Errno blocking_io(bool (*io)(void *argument), void *argument, bool restartable) {
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  if (thread == nullptr) return io(argument) ? 0 : EINTR;
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
      receive_mailbox();
      if (const Errno handled = wait_deliver(thread); handled == EINTR || (handled != 0 && !restartable)) return EINTR;
    }
  }
}

} // namespace psig
