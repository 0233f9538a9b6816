// From generation to reach: decides under the engine lock, acts after it. [any], under a delivery guard.
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/trace_post.h"

namespace psig {

constinit Engine g_engine; // used from the loader's first notice on, before any constructor
constinit Upcalls g_upcalls{};
constinit std::atomic<unsigned> g_delivery_methods{POSIX_SIGNAL_DELIVER_APC | POSIX_SIGNAL_DELIVER_HIJACK |
                                                   POSIX_SIGNAL_DELIVER_RETURN | POSIX_SIGNAL_DELIVER_FALLBACK |
                                                   POSIX_SIGNAL_DELIVER_WAIT};
constinit std::atomic<int> g_fallback_delay_ms{100};

namespace {

PinnedThread pinned(ThreadSignals *thread) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  return PinnedThread(static_cast<Thread *>(thread));
}

// A process-directed signal that may not arrive falls to the fallback thread after the delay.
void begin_fallback_delay(int signo, std::uint64_t now) {
  const int delay_ms = g_fallback_delay_ms.load();
  if (delay_ms < 0 || (g_delivery_methods.load() & POSIX_SIGNAL_DELIVER_FALLBACK) == 0) return;
  const std::uint64_t due = now + static_cast<std::uint64_t>(delay_ms) * 1'000'000;
  {
    const LockGuard guard(g_engine.lock);
    if (!has(g_engine.process.pending.bits(), signo)) return; // it has arrived
    g_engine.process.delay.may_not_come(signo, due);
  }
  g_upcalls.watch(due);
}

// A thread that could not be reached is tried again, soon at first, for most such states pass at once.
void retry_unless_sure(Thread *thread, Reached reached, std::uint64_t now) {
  if (reached == Reached::kPerhaps) return; // its call ends some time, and then it is told
  schedule_retry(thread, now + retry_interval(thread->spends_apcs.load() ? kMostDoublings : 0));
}

// The thread is pinned.
void notify(Thread *thread, int signo, bool process_directed) {
  const bool stopped = g_engine.stopped.load(); // continuing tells everybody
  if (stopped) trace_told(static_cast<std::uint32_t>(thread->tid), signo, TraceMethod::kStopped);
  const Reached reached = stopped ? Reached::kSurely : reach(thread, signo);
  if (reached == Reached::kCannot) detach_if_exited(thread); // which hands its signals on
  if (reached != Reached::kSurely && !thread->gone) {
    const std::uint64_t now = nt::now_ns();
    if (process_directed) begin_fallback_delay(signo, now);
    retry_unless_sure(thread, reached, now);
  }
}

} // namespace

// 1.6 ms at first, doubled to 100 ms: apart from the fallback delay, which may be never.
std::uint64_t retry_interval(std::uint32_t failures) {
  constexpr std::uint64_t kFirst = 1'562'500;
  return kFirst << (failures < kMostDoublings ? failures : kMostDoublings);
}

void schedule_retry(Thread *thread, std::uint64_t due) {
  thread->retry_at.store(due);
  g_upcalls.watch(due);
}

namespace {

// A default action does not take effect for the sake of a thread that ended unseen.
Decision generate_for_the_living(Thread *target, const Record &record, bool must_queue, std::uint32_t own)
    PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  for (;;) {
    if (target != nullptr && target->gone) return {.error = ESRCH};
    const Decision decision = generate(g_engine.process, target, record, must_queue, own);
    const bool final = decision.next != Next::kNothing && decision.next != Next::kReach;
    if (!final || decision.thread == nullptr || !remove_if_exited(static_cast<Thread *>(decision.thread)))
      return decision;
  }
}

} // namespace

namespace {

void carry_out(const Decision &decision, const Record &record, bool process_directed) {
  switch (decision.next) {
  case Next::kNothing: break;
  case Next::kReach: notify(static_cast<Thread *>(decision.thread), record.signo, process_directed); break;
  case Next::kTerminate: g_upcalls.terminate(record, false); break;
  case Next::kCore: g_upcalls.terminate(record, true); break;
  case Next::kStop: g_upcalls.stop(record.signo); break;
  }
}

// What the caller can take itself it takes as it leaves the library, before anybody else could be made to run: to
// disturb another thread for it would cost that one's time, and the process's, for nothing. But one that waits in a
// call of ours, or accepts the signal, is told: that call is to end.
bool caller_takes(const Thread *caller, const ThreadSignals *chosen, int signo) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  const bool can = caller->eligible() && has(caller->serves, signo) && !has(caller->blocked.load(), signo);
  return can && chosen->waiting.load() == kNotWaiting && !has(chosen->accepting.load(), signo);
}

bool drains_anyway(const Thread *caller, const Decision &decision, const ThreadSignals *target, int signo)
    PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  if (caller == nullptr || decision.next != Next::kReach) return false;
  return decision.thread == caller || (target == nullptr && caller_takes(caller, decision.thread, signo));
}

struct Own {
  std::uint32_t node = 0;
  bool (*valid)(const void *argument) = nullptr;
  const void *argument = nullptr;
};

Decision post_with(Thread *target, const Record &record, bool must_queue, const Own &own, TraceOrigin origin) {
  Decision decision;
  PinnedThread reached;
  {
    LockGuard guard(g_engine.lock);
    if (own.valid != nullptr && !own.valid(own.argument)) return decision;
    TracedPost traced(target, record, origin);
    if (tracing() != nullptr) [[unlikely]]
      traced.look(own.node);
    decision = generate_for_the_living(target, record, must_queue, own.node);
    if (must_queue && decision.error == 0) g_engine.process.pool.publish(); // the mailbox counts it as held already
    const bool drains = drains_anyway(self(), decision, target, record.signo);
    if (tracing() != nullptr) [[unlikely]]
      traced.tell(decision, drains ? self() : nullptr);
    if (drains) decision.next = Next::kNothing;
    if (decision.next == Next::kReach) reached = pinned(decision.thread);
  }
  if (decision.resume) g_upcalls.resume();
  carry_out(decision, record, target == nullptr);
  return decision;
}

} // namespace

Errno post(Thread *target, const Record &record, bool must_queue, TraceOrigin origin) {
  if (g_engine.replaced.load()) return g_upcalls.pass_on(record, must_queue);
  return post_with(target, record, must_queue, {}, origin).error;
}

bool post_own(Thread *target, const Record &record, std::uint32_t node, bool (*valid)(const void *argument),
              const void *argument) {
  return post_with(target, record, false, {node, valid, argument}, TraceOrigin::kByCode).pends;
}

std::uint32_t own_node_claim(std::uint32_t owner) {
  const LockGuard guard(g_engine.lock);
  return g_engine.process.pool.claim_for(owner);
}

void own_node_release(std::uint32_t node) {
  const LockGuard guard(g_engine.lock);
  g_engine.process.pool.release(node);
}

void own_node_withdraw(Thread *target, std::uint32_t node) {
  const LockGuard guard(g_engine.lock);
  PendingSet &pending = target != nullptr ? target->pending : g_engine.process.pending;
  pending.withdraw(g_engine.process.pool, node);
}

void reroute(SigSet which) {
  SigSet orphans = g_engine.pending_now() & which;
  while (orphans != 0) {
    const int signo = lowest(orphans);
    orphans &= ~bit(signo);
    PinnedThread target;
    {
      LockGuard guard(g_engine.lock);
      if (!has(g_engine.process.pending.bits(), signo)) continue;
      ThreadSignals *chosen = choose(g_engine.process.threads, signo);
      if (chosen == nullptr) continue;
      target = pinned(chosen);
      trace_chosen(static_cast<std::uint32_t>(target->tid), signo, true);
    }
    notify(target.get(), signo, true);
  }
}

// The end of the process takes the signal: it may be put off (Upcalls::terminate).
void act_on_pending() {
  for (SigSet left = g_engine.pending_now(); left != 0; left &= left - 1) {
    Record record{.signo = lowest(left)};
    Decision decision;
    {
      const LockGuard guard(g_engine.lock);
      ProcessSignals &process = g_engine.process;
      decision = generate_again(process, record.signo);
      if (decision.next == Next::kTerminate || decision.next == Next::kCore) {
        (void)process.pending.take(process.pool, bit(record.signo), &record);
        process.delay.taken(record.signo);
      }
    }
    carry_out(decision, record, true);
  }
}

void notify_all_threads() {
  reroute(kAllSignals);
  unsigned position = 0;
  while (const PinnedThread thread = pin_next(&position, deliverable)) notify(thread.get(), 0, false);
}

} // namespace psig
