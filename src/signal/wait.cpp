// The engine's own waits: sigsuspend, sigtimedwait, and the sleep that other rooms build on. Road 2: what wakes the
// thread is published, then pending is checked again, then it sleeps; nothing polls.
#include "nt/wait.h"

#include "signal/engine.h"
#include "signal/wait.h"

namespace psig {
namespace {

// Publishes that the thread sleeps on its doorbell, for as long as it lives.
class Published {
public:
  explicit Published(Thread *thread, Waiting kind = kWaiting) : thread_(thread), seen_(thread->doorbell.load()) {
    thread->waiting.store(kind);
  }
  ~Published() { thread_->waiting.store(kNotWaiting); }
  Published(const Published &) = delete;
  Published &operator=(const Published &) = delete;
  void sleep(std::uint64_t deadline) const { nt::word_sleep(&thread_->doorbell, seen_, deadline); }

private:
  Thread *thread_;
  std::uint32_t seen_;
};

bool mailbox_waits() {
  const std::atomic<std::uint32_t> *dirty = g_engine.mailbox_dirty.load();
  return dirty != nullptr && dirty->load() != 0;
}

bool take_accepted(Thread *thread, SigSet set, Record *record) {
  LockGuard guard(g_engine.lock);
  const SigSet own = thread->pending.bits() & set;
  const SigSet shared = g_engine.process.pending.bits() & set;
  if ((own | shared) == 0) return false;
  const int signo = lowest(own | shared);
  PendingSet &from = has(own, signo) ? thread->pending : g_engine.process.pending;
  return from.take(g_engine.process.pool, bit(signo), record);
}

Errno accepted(const Record &record) {
  if ((g_engine.followed.load() & bit(record.signo)) != 0) g_upcalls.settled(record.signo);
  return 0;
}

// Signals that were routed here because this thread accepted them look for another one now.
Errno stop_accepting(Thread *thread, SigSet set, Errno result) {
  thread->accepting.store(0);
  if ((g_engine.process.pending.bits() & set) != 0) hand_back(set);
  if (result == 0 && g_engine.mailbox_stalled.load()) g_upcalls.queue_has_room();
  return result;
}

} // namespace

Errno wait_handler(Thread *thread, std::uint64_t deadline) {
  const std::uint64_t before = thread->handlers_run;
  for (;;) {
    absorb_mailbox();
    if (deliverable(thread)) drain(thread, nullptr);
    if (thread->handlers_run != before) return EINTR;
    if (deadline != nt::kForever && nt::now_ns() >= deadline) return ETIMEDOUT;
    const Published published(thread);
    if (!deliverable(thread) && !mailbox_waits()) published.sleep(deadline);
  }
}

Errno wait_accept(Thread *thread, SigSet set, std::uint64_t deadline, Record *record) {
  set &= ~kUnblockable;
  const std::uint64_t before = thread->handlers_run;
  for (;;) {
    absorb_mailbox();
    thread->accepting.store(set);
    if (take_accepted(thread, set, record)) return stop_accepting(thread, set, accepted(*record));
    if (deliverable(thread)) {
      const Errno interrupted = stop_accepting(thread, set, EINTR); // before a handler that may siglongjmp
      drain(thread, nullptr);
      if (thread->handlers_run != before) return interrupted;
    } else if (deadline != nt::kForever && nt::now_ns() >= deadline) {
      thread->accepting.store(0);
      if (take_accepted(thread, set, record)) return accepted(*record); // it came while the wait was being given up
      return stop_accepting(thread, set, EAGAIN);
    } else {
      const Published published(thread);
      const SigSet pending = thread->pending.bits() | g_engine.process.pending.bits();
      if ((pending & (set | ~thread->blocked.load())) == 0 && !mailbox_waits()) published.sleep(deadline);
    }
  }
}

Errno wait_deliver(Thread *thread) {
  if (!deliverable(thread)) return 0;
  const std::uint64_t before = thread->handlers_run;
  drain(thread, nullptr);
  if (thread->handlers_run == before) return 0;
  return thread->restart ? EAGAIN : EINTR;
}

namespace {

// One round of wait_until(): 0, EINTR, or EAGAIN to go on.
Errno wait_round(Thread *thread, Waiting kind, bool (*done)(void *argument), void *argument) {
  if (done(argument)) return 0;
  absorb_mailbox();
  if (const Errno handled = wait_deliver(thread)) return handled;
  const Published published(thread, kind);
  if (done(argument)) return 0;
  if (!deliverable(thread) && !mailbox_waits()) published.sleep(nt::kForever);
  return EAGAIN;
}

} // namespace

Errno wait_until(Thread *thread, Waiting kind, bool (*done)(void *argument), void *argument) {
  const Restartable call(thread);
  Errno error;
  do error = wait_round(thread, kind, done, argument);
  while (error == EAGAIN);
  return error;
}

Errno wait_suspend(Thread *thread, SigSet mask) {
  thread->saved_mask = thread->blocked.load();
  thread->suspended = true;
  mask_set(thread, mask);
  const Errno error = wait_handler(thread, nt::kForever);
  thread->suspended = false;
  mask_set(thread, thread->saved_mask);
  return error;
}

} // namespace psig
