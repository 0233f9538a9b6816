// Generation to reach: decides under the engine lock, acts after it. [any], delivery to the caller inhibited.
#include "nt/wait.h"
#include "signal/engine.h"

namespace psig {

constinit Engine g_engine; // used from the loader's first notice on, before any constructor
constinit Upcalls g_upcalls{};

namespace {

void pin(ThreadSignals *thread) { static_cast<Thread *>(thread)->pins.fetch_add(1); }

// What may not arrive by itself is looked after: a process-directed signal falls to the surrogate after the grace
// (road 8), a thread that could not be reached is tried again.
void look_after(Thread *thread, int signo, bool process_directed, Reached reached) {
  const int grace = g_engine.grace_ms.load();
  if (grace < 0) return;
  const std::uint64_t now = nt::now_ns(), later = now + static_cast<std::uint64_t>(grace) * 1'000'000;
  const bool rescuable = process_directed && (g_engine.roads.load() & POSIX_SIGNAL_ROAD_SURROGATE) != 0;
  if (rescuable) {
    const std::uint64_t due = reached == Reached::kCannot ? now : later;
    g_engine.rescue_due[signo].store(due);
    g_upcalls.watch(due);
  }
  if (reached == Reached::kCannot || thread->spends_apcs.load()) {
    thread->look_due.store(later);
    g_upcalls.watch(later);
  }
}

void tell(Thread *thread, int signo, bool process_directed) {
  const Reached reached = g_engine.stopped.load() ? Reached::kSurely : reach(thread); // continuing tells everybody
  if (reached == Reached::kCannot) reap_if_dead(thread);                              // which hands its signals on
  if (reached != Reached::kSurely && !thread->gone) look_after(thread, signo, process_directed, reached);
  unpin(thread);
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

void tell_everybody() {
  hand_back(kFull);
  unsigned position = 0;
  while (Thread *thread = pin_next(&position, deliverable)) tell(thread, 0, false);
}

} // namespace psig
