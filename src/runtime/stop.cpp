// Stopping and continuing the own process. The dispatcher suspends every other thread (hold.h), holding each lock of
// the library meanwhile, so that no stopped thread holds one; then it alone goes on serving the mailbox until SIGCONT
// comes. The parent is told of both.
// Locks: all of them, in their order, until every thread stands still.
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
#include "timer/alarm.h"

namespace psig {
namespace {

enum State : std::uint32_t { kRunning, kRequested, kStopped };
std::atomic<std::uint32_t> g_state{kRunning};
std::atomic<int> g_signo{0}; // that stops it
std::atomic<std::uint64_t> g_place{0};
std::atomic<bool> g_certain{false}; // SIGSTOP has been among them

} // namespace

bool stop_requested() { return g_state.load() == kRequested; }

// Returns on the calling thread when the process has been continued.
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

// Some may go on when this gives the locks back, and release a lock for which a held thread sleeps that had been woken
// before, or is the next to be. So everybody is woken.
Held hold_round(bool anywhere) {
  const MailboxLock mailbox;
  const LockGuard children(g_children_lock);
  const LockGuard engine(g_engine.lock);
  const LockGuard alarm(g_alarm_lock); // the dispatcher sees it go off meanwhile
  const nt::SuspendLock suspend;
  if (!suspend.held() || g_state.load() != kRequested) return Held::kCalledOff;
  mailbox.wake_at_release();
  children.wake_at_release();
  engine.wake_at_release();
  if (!hold_threads(anywhere)) return Held::kSome;
  std::uint32_t requested = kRequested;
  if (!g_state.compare_exchange_strong(requested, kStopped)) return Held::kCalledOff;
  g_engine.process.stopped = true;
  g_engine.stopped.store(true);
  mailbox_set_state(MailboxState::kStopped);
  return Held::kAll;
}

void let_all_go() {
  release_threads();
  nt::locks_wake_all(false);
}

// A thread that waits, where it must not stand still, for what a held one has never comes to its place of rest. In the
// end it is held where it is, which harms at most those who want the same as it.
constexpr unsigned kMostRounds = 1000;

// False: continued before it came to it, or the process ends.
bool hold_everybody() {
  nt::locks_wake_all(true);
  for (unsigned round = 0;; ++round) {
    const Held held = hold_round(round >= kMostRounds);
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
  if (!hold_start() || !hold_everybody()) return;
  mailbox_report(g_signo.load(), g_place.load());
  service_stopped_or_not();
}

void resume_process() {
  g_certain.store(false);
  const std::uint32_t before = g_state.exchange(kRunning);
  if (before == kRunning) return;
  if (before == kStopped) { // on the dispatcher: nobody else runs
    fallback_delays_restart();
    let_all_go();
  }
  {
    const LockGuard engine(g_engine.lock);
    g_engine.process.stopped = false;
  }
  g_engine.stopped.store(false);
  mailbox_set_state(MailboxState::kRunning);
  nt::word_wake_all(&g_state);
  if (before != kStopped) return;
  mailbox_report(0, 0);
  service_stopped_or_not();
  act_on_pending();
  notify_all_threads();
}

} // namespace psig
