// Delivery by I/O cancellation: a thread that waits in synchronous I/O of ours is freed by cancelling that. The sender
// may do so only while the thread is in there, or it would hit the program's own I/O next. So it announces itself, and
// the thread waits for it on its way out.
#pragma once

#include "signal/engine.h"

namespace psig {

// The target's part: for as long as it lives. Guarded. [target]
class Cancellable {
public:
  explicit Cancellable(Thread *thread) : thread_(thread) { thread->io.store(kIoPublished); }
  ~Cancellable();
  Cancellable(const Cancellable &) = delete;
  Cancellable &operator=(const Cancellable &) = delete;

private:
  Thread *thread_;
};

// The sender's: kSurely if an operation has been cancelled; kQueued: the thread is not in it yet, or about to leave,
// and somebody has to look again; kCannot: it does no such thing. [any]
[[nodiscard]] Reached io_cancel(Thread *thread);

} // namespace psig
