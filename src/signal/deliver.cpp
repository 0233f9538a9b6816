// Delivery: the loop that takes what is deliverable and carries its action out, on the target thread. It loops instead
// of nesting, so a storm of signals does not grow the stack. [target]
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/return_swap.h"
#include "signal/selection.h"

namespace psig {

namespace {

// What waits for the process, and this thread may take: nobody accepts it.
SigSet shared_pending(const Thread *thread) {
  return g_engine.pending_now() & ~g_engine.accepted_now() & thread->serves;
}
// Of these the ones that the fallback thread may take. Asked as it takes: what it was woken for may have been taken,
// and the same number be pending anew.
SigSet delay_is_over(SigSet shared) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  std::uint64_t unused = nt::kForever;
  return shared != 0 ? g_engine.process.delay.over(shared, nt::now_ns(), &unused) : 0;
}

SigSet takeable(const Thread *thread) { return thread->pending.bits() | shared_pending(thread); }

} // namespace

bool deliverable(const Thread *thread) { return (takeable(thread) & ~thread->blocked.load()) != 0; }

namespace {

// In this order: who receives counts itself before it clears the flag. It is waited for.
bool something_sent() {
  const std::atomic<std::uint32_t> *dirty = g_engine.mailbox_dirty.load(std::memory_order_relaxed);
  return dirty != nullptr && (dirty->load() != 0 || g_engine.receiving.load() != 0);
}

} // namespace

void receive_mailbox() {
  if (something_sent()) g_upcalls.receive();
}

void deliver_what_was_sent() {
  if (!something_sent()) return;
  const DeliveryGuard delivery;
  receive_mailbox();
}

bool take(Thread *thread, SigSet allowed, Record *record, Action *action) {
  ProcessSignals &process = g_engine.process;
  if ((takeable(thread) & allowed) == 0) return false; // without the lock
  LockGuard guard(g_engine.lock);
  SigSet shared = shared_pending(thread) & allowed;
  if (thread->fallback) shared = delay_is_over(shared);
  const Selected next = select(thread->pending.bits() & allowed, shared);
  if (next.signo == 0) return false;
  PendingSet &from = next.own ? thread->pending : process.pending;
  if (!next.own && !thread->fallback) process.delay.taken(next.signo);
  if (!from.take(process.pool, bit(next.signo), record)) return false;
  *action = process.actions.of(next.signo);
  if ((action->flags & kSaResetHand) != 0 && process.actions.effect(next.signo) == Effect::kHandler)
    process.actions.reset(next.signo); // XSH sigaction: SIGILL and SIGTRAP too, as Linux
  return true;
}

namespace {

void carry_out(Thread *thread, const Record &record, const Action &action, Frame *frame) {
  if (action.handler == kSigIgn) return trace_discarded(record.signo, TraceDiscard::kIgnoredNow);
  if (action.handler != kSigDfl) return run_handler(thread, record, action, frame);
  switch (default_effect(record.signo)) {
  case Effect::kTerminate: return g_upcalls.terminate(record, false);
  case Effect::kCore: return g_upcalls.terminate(record, true);
  case Effect::kStop: return g_upcalls.stop(record.signo);
  case Effect::kContinue:
  case Effect::kIgnore: return trace_discarded(record.signo, TraceDiscard::kIgnoredNow);
  case Effect::kHandler: return;
  }
}

bool deliver_next(Thread *thread, Frame *frame, SigSet allowed) {
  Record record;
  Action action;
  if (!take(thread, allowed & ~thread->blocked.load(), &record, &action)) return false;
  carry_out(thread, record, action, frame);
  return true;
}

void tell_of_room() {
  if (g_engine.mailbox_stalled.load(std::memory_order_relaxed)) g_upcalls.queue_has_room();
}

} // namespace

void drain(Thread *thread, Frame *frame, SigSet allowed) {
  swap_undo(thread); // another method was faster
  if (thread->apc_deferred.load(std::memory_order_relaxed)) thread->apc_deferred.store(false);
  if (thread->on_return.load(std::memory_order_relaxed)) thread->on_return.store(false);
  for (;;) {
    if (thread->gate.alert.load() != 0) thread->gate.alert.store(0);
    receive_mailbox();
    while (deliver_next(thread, frame, allowed)) receive_mailbox();
    tell_of_room();
    if (thread->gate.alert.load() == 0) return;
  }
}

void deliver_one(Thread *thread) {
  if (deliver_next(thread, nullptr, kAllSignals)) tell_of_room();
}

DeliveryGuard::DeliveryGuard() : thread_(self_attached()) {
  if (thread_ != nullptr)
    thread_->gate.guards.store(thread_->gate.guards.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

DeliveryGuard::DeliveryGuard(Adopted) : thread_(self()) {}

DeliveryGuard::~DeliveryGuard() {
  if (thread_ == nullptr) return;
  std::atomic<std::uint32_t> &guards = thread_->gate.guards;
  for (;;) {
    const std::uint32_t depth = guards.load(std::memory_order_relaxed);
    if (depth == 1 && (thread_->gate.alert.load() != 0 || deliverable(thread_))) drain(thread_, nullptr);
    guards.store(depth - 1); // sequentially consistent: a sender either sees it or is seen below
    if (depth != 1 || thread_->gate.alert.load() == 0) return;
    guards.store(depth);
  }
}

} // namespace psig
