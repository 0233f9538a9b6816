// Road 8: the library's own thread runs a handler that nobody else can be made to run, so that Ctrl-C and SIGTERM
// always get through. The dispatcher looks when the grace is over; the surrogate thread is made at the first need.
#include "nt/thread.h"
#include "nt/wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

std::atomic<std::uint32_t> g_turns{0}; // handlers ended
std::atomic<std::uint32_t> g_work{0};  // counts requests
std::atomic<SigSet> g_wanted{0};       // signals to be taken
std::atomic<unsigned long> g_tid{0};
std::atomic<bool> g_made{false};

// Under the engine lock. One that is only accepted in a sigwait, and blocked by everybody, is not the surrogate's.
bool someone_has_unblocked(int signo) {
  const ThreadSignals *thread = choose(g_engine.process.threads, signo);
  return thread != nullptr && !has(thread->blocked.load(), signo);
}

// The lowest wanted signal is announced before it is taken: a thread that blocks it from then on waits for its handler.
bool serve_one(Thread *thread) {
  const SigSet wanted = g_wanted.load() & g_engine.process.pending.bits();
  if (wanted == 0) return false;
  const SigSet one = bit(lowest(wanted));
  g_engine.surrogate_running.store(one);
  bool unblocked;
  {
    LockGuard guard(g_engine.lock);
    unblocked = someone_has_unblocked(lowest(wanted));
  }
  thread->serves = one;
  if (unblocked) drain(thread, nullptr);
  else g_wanted.fetch_and(~one); // blocked meanwhile: it stays pending
  g_engine.surrogate_running.store(0);
  g_turns.fetch_add(1);
  nt::word_wake_all(&g_turns);
  return true;
}

void surrogate_main(void *) {
  g_tid.store(nt::current_tid());
  Thread *thread = library_thread_started();
  if (thread == nullptr) return;
  thread->blocked.store(0);
  for (;;) {
    const std::uint32_t seen = g_work.load();
    while (serve_one(thread)) {}
    nt::word_sleep(&g_work, seen, nt::kForever);
  }
}

// Process-directed signals that wait although a thread has them unblocked, and whose grace is over; `next` is when the
// first of the others will be due.
SigSet stuck(std::uint64_t *next) {
  SigSet result = 0;
  const std::uint64_t now = nt::now_ns();
  LockGuard guard(g_engine.lock);
  for (SigSet rest = g_engine.process.pending.bits(); rest != 0; rest &= rest - 1) {
    const int signo = lowest(rest);
    if (!someone_has_unblocked(signo)) continue;
    const std::uint64_t due = g_engine.rescue_due[signo].load();
    if (due <= now) result |= bit(signo);
    else if (due < *next) *next = due;
  }
  return result;
}

// Threads that were spared the hijack for their alertable habit and have not come round, or could not be reached when
// it was tried. In vain again: the next look waits twice as long.
void look_at_threads(std::uint64_t *next) {
  const std::uint64_t now = nt::now_ns();
  unsigned position = 0;
  while (Thread *thread = pin_next(&position, [](const Thread *t) { return t->look_due.load() != kNoLook; })) {
    std::uint64_t due = thread->look_due.load();
    if (due <= now) {
      thread->look_due.store(kNoLook);
      due = kNoLook;
      thread->spends_apcs.store(false);
      const Reached reached = deliverable(thread) ? reach(thread) : Reached::kSurely;
      if (reached == Reached::kSurely || reached == Reached::kPerhaps) {
        thread->looks.store(0);
      } else {
        due = now + look_interval(thread->looks.fetch_add(1) + 1);
        thread->look_due.store(due);
      }
    }
    if (due < *next) *next = due;
    unpin(thread);
  }
}

} // namespace

bool on_surrogate() { return g_tid.load() == nt::current_tid(); }

std::atomic<std::uint32_t> &surrogate_turns() { return g_turns; }

std::uint64_t surrogate_look() {
  std::uint64_t next = nt::kForever;
  look_at_threads(&next);
  if ((g_roads.load() & POSIX_SIGNAL_ROAD_SURROGATE) == 0) return next;
  const SigSet wanted = stuck(&next);
  if (wanted == 0) return next;
  g_wanted.store(wanted);
  if (!g_made.exchange(true)) {
    library_thread_creating();
    nt::handle_close(nt::thread_start(surrogate_main, nullptr));
  }
  g_work.fetch_add(1);
  nt::word_wake_all(&g_work);
  return next;
}

} // namespace psig
