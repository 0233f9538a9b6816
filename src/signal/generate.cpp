// Generation (XSH 2.4.1). Portable; under the engine lock. [any]
#include "signal/generate.h"

namespace psig {
namespace {

void discard_everywhere(ProcessSignals &process, SigSet which) {
  process.pending.discard(process.pool, which);
  for (ThreadSignals *t = process.threads; t != nullptr; t = t->next) t->pending.discard(process.pool, which);
}

// Ignored at generation only if the target would take it now: a blocked one stays pending, since its action may have
// changed by the time it is unblocked (XSH 2.4.1 leaves it open; Linux does so), and a sigwait may want it. One that
// waits for what it has not blocked (undefined for sigwait) does not keep it, as on Linux.
bool dropped(const ProcessSignals &process, const ThreadSignals *target, int signo) {
  if (!process.actions.ignored(signo)) return false;
  for (const ThreadSignals *t = process.threads; t != nullptr; t = t->next) {
    const bool concerned = target != nullptr ? t == target : t->main || has(t->accepting.load(), signo);
    if (concerned && has(t->blocked.load(), signo)) return false;
  }
  return true;
}

ThreadSignals *taker(const ProcessSignals &process, ThreadSignals *target, int signo) {
  if (target == nullptr) return choose(process.threads, signo);
  return has(target->blocked.load(), signo) && !has(target->accepting.load(), signo) ? nullptr : target;
}

Next next_for(Effect effect) {
  switch (effect) {
  case Effect::kTerminate: return Next::kTerminate;
  case Effect::kCore: return Next::kCore;
  case Effect::kStop: return Next::kStop;
  case Effect::kHandler:
  case Effect::kIgnore:
  case Effect::kContinue: return Next::kReach;
  }
  return Next::kReach;
}

// A default action needs no thread of its own: it takes effect as soon as some thread could take the signal. Not while
// the process is stopped (XSH 2.4.3): then only SIGKILL does.
bool acts_at_once(const ProcessSignals &process, ThreadSignals *target, int signo, Decision *decision) {
  const Effect effect = process.actions.effect(signo);
  if (effect == Effect::kHandler) return false;
  if (process.stopped && !has(bit(9) | kStopSet | kContinueSet, signo)) return false;
  ThreadSignals *thread = taker(process, target, signo);
  if (!has(kUnblockable, signo)) {
    // One that accepts it is to have it, and one that blocks it was chosen for that alone.
    if (thread == nullptr || has(thread->accepting.load() | thread->blocked.load(), signo)) return false;
  }
  if (effect == Effect::kContinue) return true; // continuing was all there is to it
  if (next_for(effect) == Next::kReach) return false;
  decision->next = next_for(effect);
  decision->thread = thread;
  return true;
}

} // namespace

Decision generate(ProcessSignals &process, ThreadSignals *target, const Record &record, bool must_queue,
                  std::uint32_t own) {
  const int signo = record.signo;
  Decision decision;
  if (has(kStopSet, signo)) discard_everywhere(process, kContinueSet);
  if (has(kContinueSet, signo)) {
    discard_everywhere(process, kStopSet);
    decision.resume = true;
  }
  if (dropped(process, target, signo)) return decision;

  if (acts_at_once(process, target, signo, &decision)) return decision;

  PendingSet &pending = target != nullptr ? target->pending : process.pending;
  if (target == nullptr && !has(pending.bits(), signo)) process.delay.pends_anew(signo);
  if (own != 0) pending.add_own(process.pool, record, own);
  else decision.error = pending.add(process.pool, record, must_queue);
  if (decision.error != 0) return decision;
  decision.pends = true;
  // Chosen only now: a thread that changes its mask, which takes no lock, sees the signal pending or is seen here.
  decision.thread = taker(process, target, signo);
  if (decision.thread != nullptr) decision.next = Next::kReach;
  return decision;
}

Decision generate_again(const ProcessSignals &process, int signo) {
  Decision decision;
  if (has(process.pending.bits(), signo)) (void)acts_at_once(process, nullptr, signo, &decision);
  return decision;
}

} // namespace psig
