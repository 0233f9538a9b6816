// Names for traits, and the public numbers of actions. [any]
#include "kill/explain.h"

#include "base/signal_numbers.h"
#include "base/text.h"
#include "kill/unmanaged.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/process/target_calls.h"
#include "signal/engine.h"

namespace psig {
namespace {

struct Words {
  Trait trait;
  const char *text;
};
constexpr Words kWords[] = {
    {kLibrary, "has the library"},
    {kConsoleProgram, "console program"},
    {kLeader, "leads its process group"},
    {kHere, "on this console"},
    {kCtrlCOff, "Ctrl-C off in its new group"},
    {kCtrlCIgnored, "ignores Ctrl-C"},
    {kWindows, "has windows"},
    {kOtherMachine, "of another architecture"},
    {kNoThread, "lets us make no thread in it"},
    {kSuspended, "suspended"},
    {kEventAtWork, "still at work on an earlier control event"},
    {kDenied, "may not be signalled by us"},
};

void describe(Traits traits, TextWriter<char> to) {
  for (const Words &words : kWords) {
    if ((traits & words.trait) == 0) continue;
    if (to.length() != 0) to.text(", ");
    to.text(words.text);
  }
  if (to.length() == 0) to.text("neither console program nor with windows");
}

int action_of(Act act) {
  switch (act) {
  case Act::kMailbox: return POSIX_KILL_MAILBOX;
  case Act::kGroupEvent:
  case Act::kHelperGroup: return POSIX_KILL_GROUP_EVENT;
  case Act::kEvent:
  case Act::kHelperEvent: return POSIX_KILL_EVENT;
  case Act::kCloseWindows: return POSIX_KILL_WINDOWS;
  case Act::kSuspend: return POSIX_KILL_SUSPEND;
  case Act::kResume: return POSIX_KILL_RESUME;
  case Act::kTerminate: return POSIX_KILL_TERMINATE;
  case Act::kRefuse:
  case Act::kProbe:
  case Act::kIgnored: return POSIX_KILL_NOTHING;
  }
  return POSIX_KILL_NOTHING;
}

Errno explain_other(std::uint32_t pid, int signo, struct posix_kill_plan *out) {
  PeerRef peer;
  const Errno found = peer.open(pid);
  Traits traits = kDenied;
  if (found == 0) {
    if (!nt::process_alive(peer->process.handle)) return ESRCH;
    traits = kLibrary;
  } else if (found == ENOSYS) {
    nt::Process process;
    if (const Errno error = nt::process_open(pid, &process)) return error;
    traits = unmanaged_traits(process, false);
    if (nt::console_event_at_work(process, nullptr)) traits |= kEventAtWork;
    nt::process_close(&process);
  } else if (found != EPERM) {
    return found;
  }
  const Plan plan = plan_kill(traits, signo);
  out->action = action_of(plan.act);
  out->event = plan.event != Event::kNone ? static_cast<int>(plan.event) : -1;
  out->error = plan.error;
  describe(traits, TextWriter<char>(out->target));
  TextWriter<char>(out->reason).text(plan.reason);
  return 0;
}

} // namespace

Errno kill_explain(pid_t pid, int signo, struct posix_kill_plan *out) {
  const DeliveryGuard delivery;
  *out = {};
  out->event = -1;
  if (pid > 0xFFFFFFFF) return ESRCH;
  if (pid != own_process_facts().pid) return explain_other(static_cast<std::uint32_t>(pid), signo, out);
  out->action = signo != 0 ? POSIX_KILL_SELF : POSIX_KILL_NOTHING;
  TextWriter<char>(out->target).text("the calling process");
  TextWriter<char>(out->reason)
      .text(signo == kSigKill ? "SIGKILL ends every process at once" : "it takes the signal itself");
  return 0;
}

} // namespace psig
