// Makes traits of facts, and executes the plan. A request that failed never turns into ending the process.
#include "kill/unmanaged.h"

#include "base/exit_status.h"
#include "kill/inject.h"
#include "kill/requests.h"
#include "nt/process/target_calls.h"

namespace psig {

Traits unmanaged_traits(const nt::Process &process, bool member) {
  nt::TargetFacts facts;
  nt::g_target_calls.probe(process, &facts);
  const bool leader = facts.console_group == process.pid;
  // A new group begins without Ctrl-C, which is inherited. A member that has it off while its leader has not has turned
  // it off itself, as SIG_IGN would.
  const bool unknown = facts.console_group == 0;
  const bool off = facts.ignores_ctrl_c && (leader || unknown || facts.leader_ignores_ctrl_c);
  Traits traits = 0;
  const auto add = [&traits](bool condition, Traits trait) { traits |= condition ? trait : 0; };
  add(!facts.may_end, kDenied);
  add(facts.console_program || !facts.may_read, kConsoleProgram); // unknown: nothing is ended by mistake
  add(leader, kLeader);
  add(facts.on_our_console, kHere);
  add(facts.has_console, kConsole);
  add(off, kCtrlCOff);
  add(facts.ignores_ctrl_c && !off, kCtrlCIgnored);
  add(facts.windows, kWindows);
  add(!facts.same_machine, kOtherMachine);
  add(!facts.may_thread, kNoThread);
  add(facts.suspended, kSuspended);
  add(member, kMember);
  add(nt::g_target_calls.group_events, kGroupEvents);
  add(facts.console_program && nt::g_target_calls.helper_there(!facts.same_machine), kHelper);
  return traits;
}

namespace {

// What the system would suppress is let in before.
Errno enable_events(const nt::Process &process, Event event, Traits traits) {
  return event == Event::kCtrlC && (traits & kCtrlCOff) != 0 ? nt::g_target_calls.enable_ctrl_c(process) : 0;
}

Errno event_inside(const nt::Process &process, unsigned event, Traits traits) {
  nt::Handle thread = nullptr;
  const Errno error = inject_event(process, event, (traits & kSuspended) != 0, &thread);
  if (thread != nullptr) request_made(process, thread);
  return error;
}

} // namespace

Errno unmanaged_act(const nt::Process &process, int signo, Traits traits, const Plan &plan) {
  if (!nt::process_alive(process.handle)) return ESRCH;
  if (const Errno error = enable_events(process, plan.event, traits)) return error;
  const auto event = static_cast<unsigned>(plan.event);
  switch (plan.act) {
  case Act::kRefuse: return plan.error;
  case Act::kProbe:
  case Act::kIgnored: return 0;
  case Act::kGroupEvent: return nt::g_target_calls.group_event(process.pid, event);
  case Act::kEvent: return event_inside(process, event, traits);
  case Act::kCloseWindows: return nt::g_target_calls.close_windows(process);
  case Act::kSuspend: return nt::g_target_calls.suspend(process);
  case Act::kResume: return nt::g_target_calls.resume(process);
  case Act::kTerminate: return nt::process_terminate(process, exit_status_of_signal(signo, false));
  case Act::kHelperGroup: return nt::g_target_calls.helper(L"group", process, event, (traits & kOtherMachine) != 0);
  case Act::kHelperEvent:
    return nt::g_target_calls.helper((traits & kSuspended) != 0 ? L"asleep" : L"inside", process, event,
                                     (traits & kOtherMachine) != 0);
  case Act::kMailbox: return ENOSYS; // it has got the library since: the next call finds it
  }
  return ENOSYS;
}

Errno unmanaged_send(std::uint32_t pid, int signo, bool member) {
  nt::Process process;
  if (const Errno error = nt::process_open(pid, &process)) return error;
  const Traits traits = unmanaged_traits(process, member);
  const Errno error = unmanaged_act(process, signo, traits, plan_kill(traits, signo));
  nt::process_close(&process);
  return error;
}

} // namespace psig
