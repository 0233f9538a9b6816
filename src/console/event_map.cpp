// Portable. [any]
#include "console/event_map.h"

#include "base/signal_numbers.h"
#include <cerrno>
#include <iterator>

#include "base/sigset.h"

namespace psig {
namespace {

// Ctrl-Break is the only event that a native supervisor can aim at one process group: an unmodified daemon, which knows
// no SIGBREAK, is to stop cleanly.
constexpr EventRule kRules[] = {
    {kCtrlC, kSigInt, 0, true, false, false, false},
    {kCtrlBreak, kSigBreak, kSigTerm, false, false, false, false},
    {kCtrlClose, kSigHup, 0, false, true, false, false},
    {kCtrlLogoff, kSigHup, 0, false, true, true, true},
    {kCtrlShutdown, kSigTerm, 0, false, true, false, true},
};
static_assert(std::size(kRules) == 5); // CTRL_C_EVENT to CTRL_SHUTDOWN_EVENT; 3 and 4 are reserved

struct Request {
  int signo;
  ConsoleEvent event;
};
constexpr Request kRequests[] = {
    {kSigInt, kCtrlC}, {kSigQuit, kCtrlBreak}, {kSigBreak, kCtrlBreak}, {kSigTerm, kCtrlClose}, {kSigHup, kCtrlClose}};

} // namespace

const EventRule *event_rule(unsigned event) {
  for (const EventRule &rule : kRules)
    if (rule.event == event) return &rule;
  return nullptr;
}

int EventMap::signal_of(const EventRule &rule) const {
  const int changed = changed_[rule.event].load(std::memory_order_relaxed);
  return changed != 0 ? changed - 1 : rule.signo;
}

bool EventMap::changed(const EventRule &rule) const { return changed_[rule.event].load() != 0; }

const EventRule *EventMap::stands_for(int signo) const {
  for (const EventRule &rule : kRules)
    if (changed(rule) && signal_of(rule) == signo) return &rule;
  for (const Request &request : kRequests) {
    const EventRule *rule = event_rule(request.event);
    if (request.signo == signo && !changed(*rule)) return rule; // what is another signal's stands for that alone
  }
  return nullptr;
}

Errno EventMap::change(unsigned event, int signo, int *former) {
  const EventRule *rule = event_rule(event);
  if (rule == nullptr || (signo != 0 && signo != kAtStart && !is_signo(signo))) return EINVAL;
  const int before = changed_[event].exchange(signo + 1);
  *former = before != 0 ? before - 1 : rule->signo;
  return 0;
}

} // namespace psig
