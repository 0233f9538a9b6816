// The engine's own waits: sigsuspend, sigtimedwait, and the sleep on which other components build. The thread publishes
// what wakes it, checks again what is pending, then sleeps. Nothing polls.
#include "nt/thread/word_wait.h"

#include "signal/acceptance.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "signal/wake.h"

namespace psig {
namespace {

// Publishes that the thread sleeps on its wake_sequence, for as long as it lives.
class Published {
public:
  explicit Published(Thread *thread, Waiting kind = kWaiting) : thread_(thread), seen_(thread->wake_sequence.load()) {
    thread->waiting.store(kind);
  }
  ~Published() { waits_no_more(thread_); }
  Published(const Published &) = delete;
  Published &operator=(const Published &) = delete;
  void sleep(std::uint64_t deadline) const { nt::word_sleep(&thread_->wake_sequence, seen_, deadline); }

private:
  Thread *thread_;
  std::uint32_t seen_;
};

// Either the thread has one afterwards, or it accepts `otherwise` (acceptance.h).
bool take_accepted(Thread *thread, SigSet set, SigSet otherwise, Record *record) {
  const LockGuard guard(g_engine.lock);
  return accept(g_engine.process, *thread, set, otherwise, record);
}

Errno accepted(const Record &record) {
  trace_event(TraceEvent::kAccepted, record.signo);
  if ((g_engine.followed.load() & bit(record.signo)) != 0) g_upcalls.handled(record.signo);
  return 0;
}

// The thread accepts nothing any more. What was left to it while it did looks for another thread now.
Errno stop_accepting(SigSet set, Errno result) {
  if ((g_engine.pending_now() & set) != 0) reroute(set);
  if (result == 0 && g_engine.mailbox_stalled.load()) g_upcalls.queue_has_room();
  return result;
}

} // namespace

bool mailbox_waits() {
  const std::atomic<std::uint32_t> *dirty = g_engine.mailbox_dirty.load();
  return dirty != nullptr && dirty->load() != 0;
}

Errno wait_handler(Thread *thread, std::uint64_t deadline, bool (*over)(void *argument), void *argument) {
  const std::uint64_t before = thread->handlers_run;
  for (;;) {
    receive_mailbox();
    if (deliverable(thread)) drain(thread, nullptr);
    if (cancel_due(thread)) return ECANCELED;
    if (thread->handlers_run != before) return EINTR;
    if (deadline != nt::kForever && nt::now_ns() >= deadline) return ETIMEDOUT;
    if (over != nullptr && over(argument)) return ETIMEDOUT;
    const Published published(thread);
    const bool woken = deliverable(thread) || mailbox_waits() || cancel_due(thread);
    if (!woken && (over == nullptr || !over(argument))) published.sleep(deadline);
  }
}

Errno wait_accept(Thread *thread, SigSet set, std::uint64_t deadline, Record *record) {
  set &= ~kUnblockable;
  const std::uint64_t before = thread->handlers_run;
  for (;;) {
    receive_mailbox();
    const bool handlers = deliverable(thread);
    const bool over = !handlers && deadline != nt::kForever && nt::now_ns() >= deadline;
    const bool cancelled = cancel_due(thread);
    const SigSet otherwise = handlers || over || cancelled ? 0 : set;
    if (take_accepted(thread, set, otherwise, record)) return stop_accepting(set, accepted(*record));
    if (cancelled) return stop_accepting(set, ECANCELED);
    if (over) return stop_accepting(set, EAGAIN);
    if (handlers) {
      const Errno interrupted = stop_accepting(set, EINTR); // before a handler that may siglongjmp
      drain(thread, nullptr);
      if (cancel_due(thread)) return ECANCELED;
      if (thread->handlers_run != before) return interrupted;
    } else {
      const Published published(thread);
      const SigSet wanted = (thread->pending.bits() | g_engine.pending_now()) & set;
      const bool woken = deliverable(thread) || mailbox_waits() || cancel_due(thread);
      if (wanted == 0 && !woken) published.sleep(deadline);
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
  receive_mailbox();
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

TemporaryMask::TemporaryMask(Thread *thread, SigSet mask) : thread_(thread) {
  resolve_creator(thread); // or the end of some thread's creation would set its mask meanwhile
  thread->former_mask = thread->blocked.load();
  thread->mask_is_temporary = true;
  mask_set(thread, mask);
}

TemporaryMask::~TemporaryMask() {
  if (!thread_->mask_is_temporary) return;
  thread_->mask_is_temporary = false;
  mask_set(thread_, thread_->former_mask);
}

Errno wait_suspend(Thread *thread, SigSet mask) {
  const TemporaryMask until_a_handler_returns(thread, mask);
  return wait_handler(thread, nt::kForever);
}

} // namespace psig
