// Waits that a signal ends, for the entries and for the interruptible calls of other components. Guarded on entry and
// on return; handlers run inside. They return ECANCELED if a cancellation is due (cancel.h). Nothing has been taken
// then, and what is deliverable is delivered as soon as delivery is allowed again.
#pragma once

#include "signal/thread.h"

namespace psig {

// Whether another process has sent something that is not pending here yet. [target]
[[nodiscard]] bool mailbox_waits();
// Until a handler has run (EINTR), or the deadline of nt::now_ns() passes or `over` says so (ETIMEDOUT). What may make
// it say so wakes the thread. [thread]
[[nodiscard]] Errno wait_handler(Thread *thread, std::uint64_t deadline, bool (*over)(void *argument) = nullptr,
                                 void *argument = nullptr);
// Until a signal of the set can be accepted (0), a handler has run (EINTR), or the deadline (EAGAIN). [thread]
[[nodiscard]] Errno wait_accept(Thread *thread, SigSet set, std::uint64_t deadline, Record *record);
// Until `done` says so (0) or a handler without SA_RESTART has run (EINTR). What may make it so wakes the threads whose
// `waiting` is `kind`. `done` is asked before handlers run: what has come together with a signal is not lost. [thread]
[[nodiscard]] Errno wait_until(Thread *thread, Waiting kind, bool (*done)(void *argument), void *argument);
// A call that handlers with SA_RESTART do not end: while it is there, `restart` says whether only such have run. Calls
// nest, since a handler may make one.
class Restartable {
public:
  explicit Restartable(Thread *thread) : thread_(thread), outer_(thread->restart) { thread->restart = true; }
  ~Restartable() { thread_->restart = outer_; }
  Restartable(const Restartable &) = delete;
  Restartable &operator=(const Restartable &) = delete;

private:
  Thread *thread_;
  bool outer_;
};
// Inside one: runs what is deliverable. 0: no handler has run; EAGAIN: some, the call goes on; EINTR: it ends. [thread]
[[nodiscard]] Errno wait_deliver(Thread *thread);
// The mask that a call waits with (sigsuspend, and whatever takes a mask to wait with). It ends with the return of the
// first handler, which goes back to the former one (run_handler): what that has blocked does not run another handler
// of the same call. If none has run, it ends with this object.
class TemporaryMask {
public:
  TemporaryMask(Thread *thread, SigSet mask);
  ~TemporaryMask();
  TemporaryMask(const TemporaryMask &) = delete;
  TemporaryMask &operator=(const TemporaryMask &) = delete;

private:
  Thread *thread_;
};
// sigsuspend(): EINTR after a handler, with the former mask. [thread]
[[nodiscard]] Errno wait_suspend(Thread *thread, SigSet mask);

} // namespace psig
