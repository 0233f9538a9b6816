// The handshake on Thread::io: a sender announces itself, cancels the call and lets go; the thread waits for that
// on its way out of the call.
#include "signal/io_cancel.h"

#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"

namespace psig {

Cancellable::~Cancellable() {
  for (;;) {
    std::uint32_t seen = kIoPublished;
    if (thread_->io.compare_exchange_strong(seen, kIoNone)) return;
    nt::word_sleep(&thread_->io, seen, nt::kForever);
  }
}

Reached io_cancel(Thread *thread) {
  std::uint32_t seen = kIoPublished;
  if (!thread->io.compare_exchange_strong(seen, kIoCancelling))
    return seen == kIoNone ? Reached::kCannot : Reached::kQueued; // a second sender: the first one may have been early
  const bool cancelled = nt::thread_cancel_io(thread->handle);
  if (cancelled) thread->io_cancelled.store(true);
  thread->io.store(kIoPublished);
  nt::word_wake_all(&thread->io);
  return cancelled ? Reached::kSurely : Reached::kQueued;
}

} // namespace psig
