// The fallback thread: it runs a handler that no thread of the program can be made to run, so that Ctrl-C and SIGTERM
// always get through. The dispatcher looks when the fallback delay is over. The fallback thread is made at the first
// need.
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/selection.h"

namespace psig {
namespace {

std::atomic<std::uint32_t> g_turns{0}; // handlers ended
std::atomic<std::uint32_t> g_work{0};  // counts requests
std::atomic<unsigned long> g_tid{0};
std::atomic<bool> g_made{false};

// One that is only accepted in a sigwait, and blocked by everybody, is not the fallback thread's.
bool someone_has_unblocked(int signo) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  const ThreadSignals *thread = choose(g_engine.process.threads, signo);
  return thread != nullptr && !has(thread->blocked.load(), signo);
}

// Process-directed signals that wait although a thread has them unblocked, and whose delay is over; `next` is when the
// first of the others will be due.
SigSet stuck(std::uint64_t *next) {
  if (g_fallback_delay_ms.load() < 0 || (g_delivery_methods.load() & POSIX_SIGNAL_DELIVER_FALLBACK) == 0) return 0;
  const LockGuard guard(g_engine.lock);
  const SigSet nobody_s = g_engine.pending_now() & ~g_engine.accepted_now();
  SigSet result = g_engine.process.delay.over(nobody_s, nt::now_ns(), next);
  for (SigSet rest = result; rest != 0; rest &= rest - 1)
    if (!someone_has_unblocked(lowest(rest))) result &= ~bit(lowest(rest)); // blocked meanwhile: it stays pending
  return result;
}

// One is announced, looked for once more, and taken: a thread that blocks it from then on waits for its handler, or is
// seen to have it blocked. One only, for somebody may wait for it to end.
bool serve_one(Thread *thread) {
  std::uint64_t unused = nt::kForever;
  const SigSet wanted = stuck(&unused);
  if (wanted == 0) return false;
  const SigSet one = bit(first_of(wanted));
  g_engine.fallback_running.store(one);
  const bool still = (stuck(&unused) & one) != 0;
  thread->serves = one;
  if (g_engine.dozing.load()) g_upcalls.awake();
  if (still) {
    trace_told(static_cast<std::uint32_t>(thread->tid), lowest(one), TraceMethod::kFallback);
    deliver_one(thread);
  }
  g_engine.fallback_running.store(0);
  g_turns.fetch_add(1);
  nt::word_wake_all(&g_turns);
  return true;
}

void fallback_main(void *) {
  g_tid.store(nt::current_tid());
  Thread *thread = library_thread_started();
  if (thread == nullptr) return;
  thread->fallback = true;
  thread->blocked.store(0);
  for (;;) {
    const std::uint32_t seen = g_work.load();
    while (serve_one(thread)) {}
    nt::word_sleep(&g_work, seen, nt::kForever);
  }
}

// Threads that were spared the hijack for their alertable habit and have not come round, or could not be reached when
// it was tried. In vain again: the next look waits twice as long.
void retry_threads(std::uint64_t *next) {
  const std::uint64_t now = nt::now_ns();
  unsigned position = 0;
  while (const PinnedThread pinned =
             pin_next(&position, [](const Thread *t) { return t->retry_at.load() != kNoRetry; })) {
    Thread *thread = pinned.get();
    std::uint64_t due = thread->retry_at.load();
    if (due <= now) {
      thread->retry_at.store(kNoRetry);
      due = kNoRetry;
      thread->spends_apcs.store(false);
      thread->on_return.store(false);
      Reached reached = deliverable(thread) ? reach(thread) : Reached::kSurely;
      if (thread->cancel.load() != nullptr && !cancel_wake(thread)) reached = Reached::kQueued;
      if (reached == Reached::kSurely || reached == Reached::kPerhaps) {
        thread->retry_count.store(0);
      } else {
        due = now + retry_interval(thread->retry_count.fetch_add(1) + 1);
        thread->retry_at.store(due);
      }
    }
    if (due < *next) *next = due;
  }
}

} // namespace

bool on_fallback_thread() { return g_tid.load() == nt::current_tid(); }

std::atomic<std::uint32_t> &fallback_turns() { return g_turns; }

void fallback_delays_restart() {
  const int delay_ms = g_fallback_delay_ms.load();
  if (delay_ms < 0) return;
  const std::uint64_t due = nt::now_ns() + static_cast<std::uint64_t>(delay_ms) * 1'000'000;
  {
    const LockGuard guard(g_engine.lock);
    g_engine.process.delay.not_before(due);
  }
  g_upcalls.watch(due);
}

// Not while the process is stopped (XSH 2.4.3): who continues it tells everybody, and the delays begin anew.
std::uint64_t fallback_check() {
  std::uint64_t next = nt::kForever;
  if (g_engine.stopped.load()) return next;
  retry_threads(&next);
  if (stuck(&next) == 0) return next;
  if (!g_made.exchange(true) && !library_thread_begin(fallback_main, nullptr)) g_made.store(false); // at the next look
  g_work.fetch_add(1);
  nt::word_wake_all(&g_work);
  return next;
}

} // namespace psig
