// Generation to reach: decides under the engine lock, acts after it. [any], delivery to the caller inhibited.
#include "nt/wait.h"
#include "signal/engine.h"

namespace psig {

constinit Engine g_engine; // used from the loader's first notice on, before any constructor
constinit Upcalls g_upcalls{};

namespace {

void pin(ThreadSignals *thread) { static_cast<Thread *>(thread)->pins.fetch_add(1); }

// Tells the chosen thread; what may not arrive is watched, so that the surrogate can stand in (road 8).
void tell(Thread *thread, int signo, bool process_directed) {
  const Reached reached = reach(thread);
  if (reached == Reached::kCannot) reap_if_dead(thread); // which hands its signals on
  unpin(thread);
  if (reached == Reached::kSurely) return;
  const int grace = g_engine.grace_ms.load();
  if (grace < 0) return;
  const bool rescuable = process_directed && (g_engine.roads.load() & POSIX_SIGNAL_ROAD_SURROGATE) != 0;
  if (!rescuable && !thread->spends_apcs.load()) return;
  const std::uint64_t due =
      nt::now_ns() + (reached == Reached::kCannot ? 0 : static_cast<std::uint64_t>(grace) * 1'000'000);
  if (rescuable) g_engine.rescue_due[signo].store(due);
  g_upcalls.watch(due);
}

} // namespace

Errno post(Thread *target, const Record &record, bool must_queue) {
  Decision decision;
  {
    LockGuard guard(g_engine.lock);
    if (target != nullptr && target->gone) return ESRCH;
    decision = generate(g_engine.process, target, record, must_queue);
    if (decision.next == Next::kReach && decision.thread == self()) decision.next = Next::kNothing; // drains anyway
    if (decision.next == Next::kReach) pin(decision.thread);
  }
  if (decision.resume) g_upcalls.resume();
  switch (decision.next) {
  case Next::kNothing: break;
  case Next::kReach: tell(static_cast<Thread *>(decision.thread), record.signo, target == nullptr); break;
  case Next::kTerminate: g_upcalls.terminate(record, false); break;
  case Next::kCore: g_upcalls.terminate(record, true); break;
  case Next::kStop: g_upcalls.stop(record.signo); break;
  }
  return decision.error;
}

void hand_back(SigSet which) {
  SigSet orphans = g_engine.process.pending.bits() & which;
  while (orphans != 0) {
    const int signo = lowest(orphans);
    orphans &= ~bit(signo);
    ThreadSignals *heir;
    {
      LockGuard guard(g_engine.lock);
      if (!has(g_engine.process.pending.bits(), signo)) continue;
      heir = choose(g_engine.process.threads, signo);
      if (heir == nullptr) continue;
      pin(heir);
    }
    tell(static_cast<Thread *>(heir), signo, true);
  }
}

} // namespace psig
