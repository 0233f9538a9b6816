// Portable. [any]
#include "console/service_rules.h"

#include "base/signal_numbers.h"
#include <cerrno>
#include <iterator>

namespace psig {
namespace {

// SERVICE_ACCEPT_STOP, _PAUSE_CONTINUE, _SHUTDOWN, _PARAMCHANGE, _PRESHUTDOWN
constexpr std::uint32_t kStop = 0x1, kPauseContinue = 0x2, kShutdown = 0x4, kParamChange = 0x8, kPreshutdown = 0x100;

constexpr ControlRule kRules[] = {
    {kControlStop, kSigTerm, kStop, true, false},
    {kControlPause, kSigTstp, kPauseContinue, false, false},
    {kControlContinue, kSigCont, 0, false, false}, // with PAUSE
    {kControlShutdown, kSigTerm, kShutdown, true, false},
    {kControlParamChange, kSigHup, kParamChange, false, true},
    {kControlPreshutdown, kSigTerm, kPreshutdown, true, false},
};
constexpr ControlRule kOwn = {kControlFirstOwn, 0, 0, false, false};

// Every control that is accepted by the service's word is in the table, once.
constexpr std::uint32_t all_accepted() {
  std::uint32_t all = 0;
  for (const ControlRule &rule : kRules) all = (all & rule.accepts) == 0 ? all | rule.accepts : ~0u;
  return all;
}
static_assert(all_accepted() == (kStop | kPauseContinue | kShutdown | kParamChange | kPreshutdown));
static_assert(std::size(kRules) == 6);

} // namespace

const ControlRule *control_rule(unsigned control) {
  for (const ControlRule &rule : kRules)
    if (rule.control == control) return &rule;
  return control >= kControlFirstOwn && control <= kControlLastOwn ? &kOwn : nullptr;
}

int ControlMap::signal_of(const ControlRule &rule, unsigned control) const {
  const int changed = changed_[control].load(std::memory_order_relaxed);
  return changed != 0 ? changed - 1 : rule.signo;
}

Errno ControlMap::change(unsigned control, int signo, int *former) {
  const ControlRule *rule = control_rule(control);
  if (rule == nullptr || (signo != 0 && !is_signo(signo))) return EINVAL;
  const int before = changed_[control].exchange(static_cast<std::uint8_t>(signo + 1));
  *former = before != 0 ? before - 1 : rule->signo;
  return 0;
}

std::uint32_t ControlMap::accepts(ServiceState state) const {
  if (state == ServiceState::kStopped || state == ServiceState::kStartPending || state == ServiceState::kStopPending)
    return 0;
  std::uint32_t accepted = 0;
  for (const ControlRule &rule : kRules)
    if (signal_of(rule, rule.control) != 0) accepted |= rule.accepts;
  return accepted;
}

ServiceState service_after_control(ServiceState state, const ControlRule &rule) {
  using enum ServiceState;
  if (rule.ends) return state == kStopped ? kStopped : kStopPending;
  if (rule.control == kControlPause) return state == kRunning || state == kContinuePending ? kPausePending : state;
  if (rule.control == kControlContinue) return state == kPaused || state == kPausePending ? kContinuePending : state;
  return state;
}

ServiceState service_after_news(ServiceState state, const ServiceNews &news) {
  using enum ServiceState;
  if (state == kStopped || state == kStopPending) return state;
  if (news.ending) return kStopPending;
  switch (state) {
  case kStartPending: return !news.begun ? kStartPending : news.stopped ? kPaused : kRunning;
  case kRunning: return news.stopped ? kPaused : kRunning;
  case kPausePending: return news.stopped || news.paused ? kPaused : kPausePending;
  case kPaused: return news.by_stop && !news.stopped ? kRunning : kPaused;
  case kContinuePending: return news.continued && !news.stopped ? kRunning : kContinuePending;
  case kStopped:
  case kStopPending: break;
  }
  return state;
}

} // namespace psig
