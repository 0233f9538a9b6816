// Stopping and continuing the own process. The dispatcher suspends every other thread, holding each lock of the library
// meanwhile, so that no stopped thread holds one; then it alone goes on serving the mailbox until SIGCONT comes. The
// parent is told of both.
// Locks: all of them, in their order, until every thread stands still; in a service that of the heap as the innermost.
#include "console/service.h"
#include "nt/heap_hold.h"
#include "nt/memory.h"
#include "nt/suspended_thread.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "process/children.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "transport/transport.h"

namespace psig {
namespace {

enum State : std::uint32_t { kRunning, kRequested, kStopped };
std::atomic<std::uint32_t> g_state{kRunning};
std::atomic<int> g_signo{0}; // that stops it
std::atomic<std::uint64_t> g_place{0};
std::atomic<bool> g_certain{false}; // SIGSTOP has been among them

constexpr int kSigStop = 19;
constexpr unsigned kMaxHeld = 65536;
struct Held {
  nt::Handle handles[kMaxHeld];
  unsigned count;
};
Held *g_held;

// [suspended] from the second thread on: no heap, no lock.
void hold(nt::Handle thread, unsigned long tid) {
  Thread *known = find_tid(tid);
  if (known != nullptr && known->library && !known->fallback) { // the surrogate runs handlers of the program
    nt::handle_close(thread);
    return;
  }
  if (g_held->count < kMaxHeld && nt::g_calls.suspend(thread)) g_held->handles[g_held->count++] = thread;
  else nt::handle_close(thread);
}

bool already_held(unsigned long tid) {
  for (unsigned i = 0; i < g_held->count; ++i)
    if (nt::thread_tid(g_held->handles[i]) == tid) return true;
  return false;
}

void release_all() {
  for (unsigned i = 0; i < g_held->count; ++i) {
    nt::g_calls.resume(g_held->handles[i]);
    nt::handle_close(g_held->handles[i]);
  }
  g_held->count = 0;
}

} // namespace

bool stop_requested() { return g_state.load() == kRequested; }

// Returns on the calling thread when the process has been continued.
void stop_process(int signo) {
  std::uint32_t running = kRunning;
  g_signo.store(signo);
  g_place.store(transport_place());
  if (signo == kSigStop) g_certain.store(true);
  g_state.compare_exchange_strong(running, kRequested);
  if (on_dispatcher()) return; // its loop carries it out
  transport_let_go();          // the caller may have been absorbing; the dispatcher needs its turn
  dispatcher_wake();
  for (std::uint32_t state = g_state.load(); state != kRunning; state = g_state.load())
    nt::word_sleep(&g_state, state, nt::kForever);
}

namespace {

// False: continued before it came to it.
bool hold_everybody() {
  const TransportLock transport;
  const LockGuard children(g_children_lock);
  const LockGuard engine(g_engine.lock);
  const nt::SuspendLock suspend;
  const nt::HeapHold heap(service_is()); // its controls go on, and the system's part of them allocates
  std::uint32_t requested = kRequested;
  if (!suspend.held() || !g_state.compare_exchange_strong(requested, kStopped)) return false;
  g_engine.process.stopped = true;
  g_engine.stopped.store(true);
  for (bool found = true; found;) { // again until nobody new turns up: a thread may have been creating another
    const unsigned before = g_held->count;
    nt::threads_visit_unlocked(
        [](nt::Handle thread, unsigned long tid, void *) {
          if (already_held(tid)) nt::handle_close(thread);
          else hold(thread, tid);
        },
        nullptr);
    found = g_held->count != before;
  }
  transport_set_state(ProcessState::kStopped);
  return true;
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
  if (g_held == nullptr) g_held = static_cast<Held *>(nt::memory_commit(sizeof(Held)));
  if (g_held == nullptr || !hold_everybody()) return;
  transport_report(g_signo.load(), g_place.load());
  service_stopped_or_not();
}

void resume_process() {
  g_certain.store(false);
  const std::uint32_t before = g_state.exchange(kRunning);
  if (before == kRunning) return;
  if (before == kStopped) { // on the dispatcher: nobody else runs
    surrogate_delays_begin_anew();
    release_all();
  }
  {
    const LockGuard engine(g_engine.lock);
    g_engine.process.stopped = false;
  }
  g_engine.stopped.store(false);
  transport_set_state(ProcessState::kRunning);
  nt::word_wake_all(&g_state);
  if (before != kStopped) return;
  transport_report(0, 0);
  service_stopped_or_not();
  act_on_pending();
  tell_everybody();
}

} // namespace psig
