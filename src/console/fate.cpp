// Takes the engine's lock. [any]
#include "console/fate.h"

#include "signal/engine.h"

namespace psig {

Fate fate_of(int signo) {
  const Inhibit inhibit;
  const LockGuard guard(g_engine.lock);
  const Effect effect = g_engine.process.actions.effect(signo);
  if (effect == Effect::kHandler) return Fate::kHandled;
  const ThreadSignals *thread = choose(g_engine.process.threads, signo);
  if (thread == nullptr || has(thread->accepting.load() | thread->blocked.load(), signo)) return Fate::kHandled;
  if (effect == Effect::kIgnore) return Fate::kIgnored;
  return effect == Effect::kTerminate || effect == Effect::kCore ? Fate::kEnds : Fate::kOther;
}

} // namespace psig
