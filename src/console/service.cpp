// The process as a service, once it has begun (service_begin.cpp). The system's threads bring controls, the dispatcher
// generates their signals, and a library thread reports. While a state is pending that thread asks for more time
// (SERVICE_STATUS: the checkpoint has to move before the wait hint is over).
// Lock: of the state, a leaf. It is held while the manager is told, so no thread takes it that a stop suspends.
#include "console/service.h"

#include <posix/signal.h>

#include "console/outcome.h"
#include "console/service_parts.h"
#include "console/service_rules.h"
#include "nt/console/service.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr std::uint32_t kWaitHintMs = 10'000;
constexpr std::uint64_t kBeatNs = std::uint64_t{kWaitHintMs} * 1'000'000 / 2;

void (*g_wake_dispatcher)();

constinit ControlMap g_map;
constinit Lock<LockRank::kService> g_lock;
ServiceState g_state PSIG_GUARDED_BY(g_lock) = ServiceState::kStartPending;
bool g_by_stop PSIG_GUARDED_BY(g_lock);
std::uint32_t g_checkpoint PSIG_GUARDED_BY(g_lock);
std::uint64_t g_beat_due PSIG_GUARDED_BY(g_lock) = nt::kForever;

constinit std::atomic<std::uint32_t> g_news{0}; // counts; the reporter sleeps on it
constinit std::atomic<bool> g_begun{false}, g_ending{false}, g_paused{false}, g_continued{false}, g_changed{false};
constinit std::atomic<bool> g_stopped{false}; // as the dispatcher says it when it is through
constinit std::atomic<bool> g_end_asked{false}, g_ended{false};
constinit std::atomic<int> g_pause_signo{0}, g_continue_signo{0};

void wake_reporter() {
  g_news.fetch_add(1);
  nt::word_wake_all(&g_news);
}

// ---- controls to the dispatcher: one thread puts in, one takes out -------------------------------------------------
struct Asked {
  int signo;
  bool resumes; // a stopped process goes on for it
};
constexpr unsigned kRoom = 64;
Asked g_asked[kRoom];
constinit std::atomic<unsigned> g_asked_in{0}, g_asked_out{0};

bool asked_full() { return g_asked_in.load() - g_asked_out.load() == kRoom; }

void ask(const Asked &asked) {
  g_asked[g_asked_in.load() % kRoom] = asked;
  g_asked_in.fetch_add(1);
  g_wake_dispatcher();
}

// ---- reports -------------------------------------------------------------------------------------------------------
void report(std::uint32_t exit_status = 0) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  const bool pending = service_pending(g_state);
  nt::service_report({.state = static_cast<std::uint32_t>(g_state),
                      .accepts = g_map.accepts(g_state),
                      .exit_status = exit_status,
                      .checkpoint = pending ? g_checkpoint : 0,
                      .wait_hint_ms = pending ? kWaitHintMs : 0});
  g_beat_due = pending ? nt::now_ns() + kBeatNs : nt::kForever;
}

void enter(ServiceState state) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  g_state = state;
  g_checkpoint = 1;
  report();
}

// True if that was news.
bool take_request() PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  const ServiceNews news{.begun = g_begun,
                         .ending = g_ending,
                         .stopped = g_stopped,
                         .paused = g_paused,
                         .continued = g_continued,
                         .by_stop = g_by_stop};
  const ServiceState next = service_after_news(g_state, news);
  if (next == g_state) return false;
  g_by_stop = next == ServiceState::kPaused && news.stopped;
  enter(next);
  return true;
}

void reporter(void *) {
  if (library_thread_started() == nullptr) return;
  for (;;) {
    const std::uint32_t seen = g_news.load();
    std::uint64_t due;
    {
      const LockGuard guard(g_lock);
      if (g_ended.load()) return;
      while (take_request()) {}
      const bool late = nt::now_ns() >= g_beat_due;
      if (late) ++g_checkpoint;
      if (g_changed.exchange(false) || late) report();
      due = g_beat_due;
    }
    nt::word_sleep(&g_news, seen, due);
  }
}

// ---- controls ------------------------------------------------------------------------------------------------------
void follow(const ControlRule &rule, int signo) {
  const bool pause = rule.control == kControlPause;
  if (!pause && rule.control != kControlContinue) return;
  (pause ? g_pause_signo : g_continue_signo).store(signo);
  (pause ? g_paused : g_continued).store(false);
  g_engine.followed.fetch_or(bit(signo));
}

// On a thread of the system's, one after the other.
unsigned take_control(const ControlRule &rule, int signo) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  const ServiceState next = service_after_control(g_state, rule);
  const bool moves = rule.control == kControlPause || rule.control == kControlContinue;
  if (g_ended.load() || (moves && next == g_state)) return nt::kServiceAccepts; // there already
  if (asked_full()) return nt::kServiceCannotNow;
  if (rule.ends && g_end_asked.exchange(true)) return nt::kServiceAccepts; // one signal is enough
  follow(rule, signo);
  if (next != g_state) enter(next);
  ask({signo, rule.ends || rule.control == kControlContinue});
  return nt::kServiceAccepts;
}

} // namespace

void service_start(void (*wake_dispatcher)()) { g_wake_dispatcher = wake_dispatcher; }

void service_says_starting() {
  const LockGuard guard(g_lock);
  enter(ServiceState::kStartPending);
}

bool service_says_running() {
  g_begun.store(true);
  return library_thread_begin(reporter, nullptr);
}

unsigned service_on_control(unsigned control) {
  if (control == kControlInterrogate) return nt::kServiceAccepts; // the manager knows
  const ControlRule *rule = control_rule(control);
  const int signo = rule != nullptr ? g_map.signal_of(*rule, control) : 0;
  if (signo == 0) return nt::kServiceKnowsNot;
  const Outcome outcome = outcome_of(signo);
  if (outcome == Outcome::kIgnored || (outcome == Outcome::kEnds && rule->handled_only)) return nt::kServiceCannotNow;
  unsigned answer;
  {
    const LockGuard guard(g_lock);
    answer = take_control(*rule, signo);
  }
  wake_reporter();
  return answer;
}

void service_body_ended() {
  if (!is_service()) return;
  g_ending.store(true);
  wake_reporter();
}

Errno service_map(unsigned control, int signo, int *former) {
  const Errno error = g_map.change(control, signo, former);
  if (error == 0 && is_service()) {
    g_changed.store(true);
    wake_reporter();
  }
  return error;
}

bool is_service() { return service_was_begun() && !g_ended.load(); }

void service_generate() {
  while (g_asked_out.load() != g_asked_in.load()) {
    const Asked asked = g_asked[g_asked_out.load() % kRoom];
    g_asked_out.fetch_add(1);
    const bool stopped = g_engine.stopped.load();
    (void)post(nullptr, Record{.signo = asked.signo, .code = SI_KERNEL}, false, TraceOrigin::kService);
    if (!asked.resumes) continue;
    if (stopped && asked.signo != SIGCONT)
      (void)post(nullptr, Record{.signo = SIGCONT, .code = SI_KERNEL}, false, TraceOrigin::kService);
    if (outcome_of(asked.signo) == Outcome::kHandled) continue;
    g_continued.store(true);
    wake_reporter();
  }
}

void service_stopped_or_not() {
  g_stopped.store(g_engine.stopped.load());
  if (!g_stopped.load()) g_continued.store(true);
  if (is_service()) wake_reporter();
}

// After a jump: of any signal that is not pending any more.
void service_signal_handled(int signo) {
  const SigSet pending = g_engine.pending_now();
  const int pause = g_pause_signo.load(), go_on = g_continue_signo.load();
  if (pause != 0 && (signo == pause || (signo == 0 && !has(pending, pause)))) g_paused.store(true);
  if (go_on != 0 && (signo == go_on || (signo == 0 && !has(pending, go_on)))) g_continued.store(true);
  wake_reporter();
}

void service_ends(std::uint32_t status) {
  if (!is_service() || g_ended.exchange(true)) return;
  const LockGuard guard(g_lock);
  g_state = ServiceState::kStopped;
  report(status);
}

bool service_shutdown_is_news() {
  if (!is_service()) return true;
  if (g_end_asked.exchange(true)) return false;
  g_ending.store(true);
  wake_reporter();
  return true;
}

} // namespace psig
