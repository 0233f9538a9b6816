// The rules, first match wins; the last one of each signal matches everything. Portable. [any]
#include "kill/plan.h"

#include "base/signal_numbers.h"
#include <iterator>

namespace psig {
namespace {

constexpr SigSet kGraceful = bit(kSigHup) | bit(kSigInt) | bit(kSigQuit) | bit(kSigTerm) | bit(kSigBreak);

// What the common runtimes make of each event: docs/adr/0005. Of the events only Ctrl-Break can be sent to a group.
struct Meaning {
  int signo;
  Event to_group, to_one;
};
constexpr Meaning kMeanings[] = {
    {kSigInt, Event::kCtrlC, Event::kCtrlC},   {kSigQuit, Event::kBreak, Event::kBreak},
    {kSigBreak, Event::kBreak, Event::kBreak}, {kSigTerm, Event::kBreak, Event::kClose},
    {kSigHup, Event::kClose, Event::kClose},
};

Event event_for(int signo, bool group) {
  for (const Meaning &meaning : kMeanings)
    if (meaning.signo == signo) return group ? meaning.to_group : meaning.to_one;
  return Event::kNone;
}

// Not of the target but of the signal: its event, to this leader's group, is Ctrl-Break.
constexpr Traits kByBreak = 1u << 31;

struct Rule {
  SigSet signals;
  Traits with, without;
  Act act;
  Errno error;
  const char *reason;
};

constexpr Rule kRules[] = {
    {kAllSignals, kDenied, 0, Act::kRefuse, EPERM, "it may not be signalled: another user's, or a protected process"},
    {bit(kSigKill), 0, 0, Act::kTerminate, 0, "SIGKILL ends every process at once"},
    {kAllSignals, kLibrary, 0, Act::kMailbox, 0, "it has the library, which takes the signal from its mailbox"},
    {bit(kSigStop) | bit(kSigTstp), 0, 0, Act::kSuspend, 0, "all its threads are suspended"},
    {bit(kSigCont), 0, 0, Act::kResume, 0, "all its threads are resumed"},
    {bit(kSigAbrt), 0, 0, Act::kTerminate, 0, "no request means SIGABRT: its default action ends the process"},
    {kAllSignals & ~kGraceful, 0, 0, Act::kRefuse, ENOSYS,
     "without the library it cannot take this signal, and is spared its default action"},
    {bit(kSigInt), kConsoleProgram | kCtrlCIgnored, 0, Act::kIgnored, 0,
     "it ignores Ctrl-C, which is to ignore SIGINT"},
    {kGraceful, kConsoleProgram | kLeader | kHere | kGroupEvents | kByBreak, kMember, Act::kGroupEvent, 0,
     "it leads a process group on this console: control event to that group alone"},
    {kGraceful, kConsoleProgram | kLeader | kConsole | kGroupEvents | kByBreak | kHelper, kMember | kHere,
     Act::kHelperGroup, 0, "it leads a process group on another console: control event to that group, from there"},
    {kGraceful, kConsoleProgram | kOtherMachine | kHelper, 0, Act::kHelperEvent, 0,
     "a console program of another architecture: control event inside it, by the helper"},
    {kGraceful, kConsoleProgram | kOtherMachine, 0, Act::kRefuse, ENOSYS,
     "a console program of another architecture, and the helper for it is missing"},
    {kGraceful, kConsoleProgram | kNoThread, 0, Act::kRefuse, EPERM,
     "a console program that lets nobody make a thread in it: it can be ended, not asked"},
    {bit(kSigInt), kConsoleProgram | kCtrlCOff, 0, Act::kEvent, 0,
     "a console program in whose new group Ctrl-C is off: switched on, and control event inside this one process"},
    {kGraceful, kConsoleProgram, 0, Act::kEvent, 0, "a console program: control event inside this one process"},
    {kGraceful, kWindows, 0, Act::kCloseWindows, 0, "it has windows, which are asked to close"},
    {kAllSignals, 0, 0, Act::kTerminate, 0,
     "it has neither console nor windows, so it can take no request: the default action ends it"},
};

constexpr bool complete() {
  const Rule &last = kRules[std::size(kRules) - 1];
  if (last.signals != kAllSignals || last.with != 0 || last.without != 0) return false;
  for (const Rule &rule : kRules)
    if ((rule.act == Act::kRefuse) != (rule.error != 0) || rule.reason == nullptr) return false;
  SigSet meant = 0;
  for (const Meaning &meaning : kMeanings) meant |= bit(meaning.signo);
  return meant == kGraceful;
}
static_assert(complete());

} // namespace

Plan plan_kill(Traits traits, int signo) {
  if (signo == 0) {
    if ((traits & kDenied) != 0) return {.error = EPERM, .reason = kRules[0].reason};
    return {.act = Act::kProbe, .reason = "signal 0 only looks"};
  }
  traits &= ~kByBreak;
  if (event_for(signo, true) == Event::kBreak) traits |= kByBreak;
  for (const Rule &rule : kRules) {
    if (!has(rule.signals, signo) || (traits & rule.with) != rule.with || (traits & rule.without) != 0) continue;
    const bool group = rule.act == Act::kGroupEvent || rule.act == Act::kHelperGroup;
    const bool event = group || rule.act == Act::kEvent || rule.act == Act::kHelperEvent;
    return {rule.act, event ? event_for(signo, group) : Event::kNone, rule.error, rule.reason};
  }
  return {.error = ENOSYS};
}

} // namespace psig
