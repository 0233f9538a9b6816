// What an action comes to for a signal. Portable; under the engine lock. [any]
#include "signal/disposition.h"

namespace psig {

Errno Dispositions::set(int signo, const Action &action) {
  if (!is_signo(signo) || has(kUnblockable, signo)) return EINVAL;
  actions_[signo] = action;
  actions_[signo].mask &= ~kUnblockable;
  note(signo);
  return 0;
}

void Dispositions::note(int signo) {
  const bool caught = effect(signo) == Effect::kHandler;
  const bool on_altstack = caught && (actions_[signo].flags & kSaOnStack) != 0;
  caught_.store(caught ? caught_.load() | bit(signo) : caught_.load() & ~bit(signo));
  caught_on_altstack_.store(on_altstack ? caught_on_altstack_.load() | bit(signo)
                                        : caught_on_altstack_.load() & ~bit(signo));
}

Effect default_effect(int signo) {
  switch (signal_entry(signo).action) {
  case DefaultAction::kTerminate: return Effect::kTerminate;
  case DefaultAction::kCore: return Effect::kCore;
  case DefaultAction::kIgnore: return Effect::kIgnore;
  case DefaultAction::kStop: return Effect::kStop;
  case DefaultAction::kContinue: return Effect::kContinue;
  }
  return Effect::kTerminate;
}

Effect Dispositions::effect(int signo) const {
  const std::uintptr_t handler = actions_[signo].handler;
  if (handler == kSigIgn) return Effect::kIgnore;
  return handler != kSigDfl ? Effect::kHandler : default_effect(signo);
}

} // namespace psig
