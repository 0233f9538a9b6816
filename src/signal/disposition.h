// The process's signal actions, and what an action means for one signal. Portable; under the engine lock.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/errno_result.h"
#include "base/signal_table.h"
#include "base/sigset.h"

namespace psig {

struct Action {
  std::uintptr_t handler = 0; // 0 SIG_DFL, 1 SIG_IGN, else the function
  SigSet mask = 0;
  std::uint32_t flags = 0;
};

inline constexpr std::uintptr_t kSigDfl = 0, kSigIgn = 1;
inline constexpr std::uint32_t kSaNoCldStop = 0x1, kSaNoCldWait = 0x2, kSaSigInfo = 0x4, kSaOnStack = 0x08000000,
                               kSaRestart = 0x10000000, kSaNoDefer = 0x40000000, kSaResetHand = 0x80000000;

enum class Effect : unsigned char { kHandler, kIgnore, kTerminate, kCore, kStop, kContinue };

[[nodiscard]] Effect default_effect(int signo);

class Dispositions {
public:
  [[nodiscard]] const Action &of(int signo) const { return actions_[signo]; }
  // Stores an action; EINVAL for SIGKILL and SIGSTOP (XSH sigaction).
  [[nodiscard]] Errno set(int signo, const Action &action);
  [[nodiscard]] Effect effect(int signo) const;
  // SA_RESETHAND: back to the default on entry to the handler.
  void reset(int signo) {
    actions_[signo].handler = kSigDfl;
    note(signo);
  }
  // Signals whose action is to be ignored, explicitly or by default.
  [[nodiscard]] bool ignored(int signo) const { return effect(signo) == Effect::kIgnore; }

  // Without the lock: the signals that have a handler, and those of them with SA_ONSTACK.
  [[nodiscard]] SigSet caught() const { return caught_.load(); }
  [[nodiscard]] SigSet caught_on_altstack() const { return caught_on_altstack_.load(); }

private:
  void note(int signo);

  Action actions_[kSigMax + 1];
  std::atomic<SigSet> caught_{0}, caught_on_altstack_{0};
};

} // namespace psig
