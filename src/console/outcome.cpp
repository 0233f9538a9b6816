// Takes the engine's lock. [any]
#include "console/outcome.h"

#include "signal/engine.h"

namespace psig {

Outcome outcome_of(int signo) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  const Effect effect = g_engine.process.actions.effect(signo);
  if (effect == Effect::kHandler) return Outcome::kHandled;
  const ThreadSignals *thread = choose(g_engine.process.threads, signo);
  if (thread == nullptr || has(thread->accepting.load() | thread->blocked.load(), signo)) return Outcome::kHandled;
  if (effect == Effect::kIgnore) return Outcome::kIgnored;
  return effect == Effect::kTerminate || effect == Effect::kCore ? Outcome::kEnds : Outcome::kOther;
}

} // namespace psig
