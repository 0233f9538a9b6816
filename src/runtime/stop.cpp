// Stops and continues the process itself. The dispatcher suspends every other thread (hold.h). It holds each lock of
// the library meanwhile, so that no stopped thread holds one. Then it alone goes on serving the mailbox until SIGCONT
// comes. The parent learns of both.
// Locks: all of them, in their order, until every thread is stopped.
#include "base/signal_numbers.h"
#include "console/service.h"
#include "mailbox/mailbox.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "process/children.h"
#include "runtime/hold.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "signal/trace.h"
#include "timer/service.h"

namespace psig {
namespace {

enum State : std::uint32_t { kRunning, kRequested, kStopped, kReplacing };
std::atomic<std::uint32_t> g_state{kRunning};
std::atomic<int> g_signo{0}; // that stops it
std::atomic<std::uint64_t> g_place{0};
std::atomic<bool> g_certain{false}; // SIGSTOP has been among them

} // namespace

bool stop_requested() { return g_state.load() == kRequested; }

// Returns on the calling thread when the process has been continued. In an exec it waits for the end of that.
void stop_process(int signo) {
  std::uint32_t running = kRunning;
  g_signo.store(signo);
  g_place.store(mailbox_place());
  if (signo == kSigStop) g_certain.store(true);
  g_state.compare_exchange_strong(running, kRequested);
  if (on_dispatcher()) return; // its loop carries it out
  mailbox_let_go();            // the caller may have been receiving; the dispatcher needs its turn
  dispatcher_wake();
  for (std::uint32_t state = g_state.load(); state != kRunning; state = g_state.load())
    nt::word_sleep(&g_state, state, nt::kForever);
}

namespace {

enum class Held { kAll, kSome, kCalledOff };

bool set_stopped() PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  std::uint32_t requested = kRequested;
  if (!g_state.compare_exchange_strong(requested, kStopped)) return false;
  g_engine.process.stopped = true;
  g_engine.stopped.store(true);
  mailbox_set_state(MailboxState::kStopped);
  return true;
}

// For a stop, or for an exec. Some may go on when this gives the locks back, and release a lock for which a held thread
// sleeps that had been woken before, or is the next to be. So everybody is woken.
Held hold_round(State why, bool anywhere) {
  const MailboxLock mailbox;
  const LockGuard children(g_children_lock);
  const LockGuard engine(g_engine.lock);
  const LockGuard timers(g_timers_lock);
  const nt::SuspendLock suspend;
  if (!suspend.held() || g_state.load() != why) return Held::kCalledOff;
  mailbox.wake_at_release();
  children.wake_at_release();
  engine.wake_at_release();
  timers.wake_at_release();
  if (!hold_threads(anywhere)) return Held::kSome;
  return why != kRequested || set_stopped() ? Held::kAll : Held::kCalledOff;
}

void let_all_go() {
  release_threads();
  nt::locks_wake_all(false);
}

// A thread that waits, where it must not stand still, for what a held one has never comes to its place of rest. In the
// end it is held where it is, which harms at most those who want the same as it.
constexpr unsigned kMostRounds = 1000;

// False: continued before it came to it, or the process ends.
bool hold_everybody(State why) {
  nt::locks_wake_all(true);
  for (unsigned round = 0;; ++round) {
    const Held held = hold_round(why, round >= kMostRounds);
    if (held == Held::kAll) return true;
    if (held == Held::kCalledOff) break;
    nt::thread_pause(round);
  }
  let_all_go();
  return false;
}

// The end of the parent has been noticed since the signal came: nobody would continue this process any more, and what a
// newly orphaned group gets has been sent. If it ends from here on, that is noticed with the process stopped.
bool called_off() {
  std::uint32_t requested = kRequested;
  if (g_certain.load() || !stop_is_void(g_signo.load())) return false;
  if (g_state.compare_exchange_strong(requested, kRunning)) nt::word_wake_all(&g_state);
  return true;
}

} // namespace

void stop_now() {
  if (called_off()) return;
  if (!hold_start() || !hold_everybody(kRequested)) return;
  trace_default(g_signo.load(), TraceDefault::kStopped);
  mailbox_report(g_signo.load(), g_place.load());
  service_stopped_or_not();
}

namespace {

// What it was before. An exec goes on, without the stop that was to follow it.
std::uint32_t set_running() {
  std::uint32_t before = g_state.load();
  do
    if (before == kReplacing) return g_signo.store(0), kRunning;
  while (!g_state.compare_exchange_weak(before, kRunning));
  return before;
}

} // namespace

void resume_process() {
  g_certain.store(false);
  const std::uint32_t before = set_running();
  if (before == kRunning) return;
  mailbox_set_state(MailboxState::kRunning);
  if (before == kStopped) { // on the dispatcher: nobody else runs
    trace_default(kSigCont, TraceDefault::kContinued);
    mailbox_report(0, 0); // first: whoever sees what they do from now on finds that it has been told
    fallback_delays_restart();
    let_all_go();
  }
  {
    const LockGuard engine(g_engine.lock);
    g_engine.process.stopped = false;
  }
  g_engine.stopped.store(false);
  nt::word_wake_all(&g_state);
  if (before != kStopped) return;
  service_stopped_or_not();
  act_on_pending();
  notify_all_threads();
}

namespace {

void run_after_exec() {
  g_state.store(g_signo.load() != 0 ? kRequested : kRunning);
  nt::word_wake_all(&g_state);
  dispatcher_wake();
}

} // namespace

bool hold_for_exec() {
  std::uint32_t state = kRunning;
  while (!g_state.compare_exchange_strong(state, kReplacing)) {
    nt::word_sleep(&g_state, state, nt::kForever);
    state = kRunning;
  }
  g_signo.store(0);
  const bool held = hold_start() && hold_everybody(kReplacing);
  if (!held) run_after_exec();
  return held;
}

int stop_left_by_exec() { return g_signo.exchange(0); }

void release_after_exec() {
  let_all_go();
  run_after_exec();
}

} // namespace psig
