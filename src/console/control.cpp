// The control thread: it turns an event into a signal of the process, and for the last events waits for what the signal
// leads to. [ctrl] It takes no lock but the engine's, and no handler runs on it: it is the system's, and short of time.
#include "console/control.h"

#include <posix/signal.h>

#include "console/ask.h"
#include "console/event_map.h"
#include "console/outcome.h"
#include "console/service.h"
#include "console/tty.h"
#include "nt/console/console.h"
#include "nt/process/process_handle.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

constinit EventMap g_map;

Effect effect_of(int signo) {
  const LockGuard guard(g_engine.lock);
  return g_engine.process.actions.effect(signo);
}

bool action_is_default(int signo) {
  const LockGuard guard(g_engine.lock);
  return g_engine.process.actions.of(signo).handler == kSigDfl;
}

int signal_for(const EventRule &rule) {
  const int signo = g_map.signal_of(rule);
  return !g_map.changed(rule) && rule.instead != 0 && action_is_default(signo) ? rule.instead : signo;
}

// The system ends the process as soon as the control thread returns, so it stays for as long as the system lets it: a
// handler may only have set a flag, and what the main program does about it is not to be told from anything else. It is
// gone earlier, with the process, if the program exits. An ignored signal leads to nothing.
void hold(const EventRule &rule) {
  const std::uint64_t deadline = nt::now_ns() + std::uint64_t{console_hold_ms(rule.event)} * 1'000'000;
  std::atomic<std::uint32_t> never{0};
  while (nt::now_ns() < deadline) nt::word_sleep(&never, 0, deadline);
}

void hold(const EventRule &rule, int signo) {
  if (effect_of(signo) != Effect::kIgnore) hold(rule);
}

// After an exec: the program is on this console, too, and this process ends when that does.
bool leave_to_program(const EventRule &rule) {
  if (rule.last) hold(rule);
  return true;
}

// Never a target, neither chosen by others nor draining: a handler that jumps or blocks would take the system's thread
// with it. For good, unless the event goes on to other handlers.
class ControlThread {
public:
  ControlThread() {
    if (delivery_.thread() == nullptr) return;
    resolve_creator(delivery_.thread()); // or the end of some thread's creation would set its mask yet
    before_ = delivery_.thread()->blocked.load();
    library_is(true, kAllSignals & ~kUnblockable);
    reroute(~before_); // what it has been chosen for since it began
  }
  void goes_on() { library_is(false, before_); }
  [[nodiscard]] bool attached() const { return delivery_.thread() != nullptr; }

private:
  // Not by mask_set(), which waits for a handler on the fallback thread.
  void library_is(bool is, SigSet mask) {
    const LockGuard guard(g_engine.lock);
    delivery_.thread()->library = is;
    delivery_.thread()->blocked.store(mask);
  }
  DeliveryGuard delivery_;
  SigSet before_ = 0;
};

// Generated once more, for the program may have set an action meanwhile. If that is still the default one, it takes
// effect on this thread, and nobody is asked again.
bool default_action(const Record &asked) {
  const ControlThread thread;
  if (thread.attached()) (void)post(nullptr, asked, false);
  return thread.attached();
}

bool on_event(unsigned event) {
  if (Record asked; console_asked_here(&asked)) return default_action(asked);
  const EventRule *rule = event_rule(event);
  if (rule != nullptr && g_engine.replaced.load()) return leave_to_program(*rule);
  if (rule == nullptr || (rule->session && !nt::window_station_visible())) return false;
  ControlThread thread;
  if (!thread.attached()) return false; // the default handler ends the process, which is better than nothing
  const int signo = signal_for(*rule);
  if (signo == 0) {
    thread.goes_on();
    return false;
  }
  if (rule->job && signo == SIGINT) {
    tty_interrupt();
  } else if (rule->event != kCtrlShutdown || service_shutdown_is_news()) {
    (void)post(nullptr, Record{.signo = signo, .code = SI_KERNEL}, false, TraceOrigin::kConsole);
  }
  if (rule->last) hold(*rule, signo);
  return true;
}

// A leader of a new console group has the flag from the system. Where that does not say who leads (Wine 8), everybody
// is taken for one: the flag there suppresses all events, not only Ctrl-C.
bool flag_means_ignored() {
  const nt::OwnProcess own = nt::own_process();
  return own.console_group != 0 && own.console_group != own.pid;
}

} // namespace

void console_start(bool given) {
  if (nt::console_ctrl_c_off()) {
    if (!given && flag_means_ignored()) {
      const DeliveryGuard delivery;
      const LockGuard guard(g_engine.lock);
      if (g_engine.process.actions.of(SIGINT).handler == kSigDfl) {
        (void)g_engine.process.actions.set(SIGINT, Action{kSigIgn});
        publish_ignored(SIGINT);
      }
    }
    nt::console_ctrl_c_set(true); // from here on SIGINT's own action decides
  }
  nt::console_listen(on_event);
}

bool console_handlers_first(const Record &record) { return console_asks(record, g_map.stands_for(record.signo)); }

Errno console_map(unsigned event, int signo, int *former) { return g_map.change(event, signo, former); }

void console_window_event(unsigned event) {
  const EventRule *rule = event_rule(event);
  const int signo = signal_for(*rule);
  if (signo == 0 || outcome_of(signo) != Outcome::kHandled) return;
  (void)post(nullptr, Record{.signo = signo, .code = SI_KERNEL}, false, TraceOrigin::kConsole);
  if (event == kCtrlShutdown) hold(*rule, signo); // a window that is asked to close is no end
}

unsigned console_hold_ms(unsigned event) {
  const EventRule *rule = event_rule(event);
  if (rule == nullptr || !rule->wait_longer) return nt::system_limit_ms(nt::SystemLimit::kHungApp);
  return nt::system_limit_ms(is_service() ? nt::SystemLimit::kWaitToKillService : nt::SystemLimit::kWaitToKill);
}

} // namespace psig
