// Reaches a thread by the best delivery method (docs/how-a-signal-travels.md). It holds no lock that the target may
// hold. [any], guarded
#include "nt/thread/event.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/io_cancel.h"
#include "signal/wake.h"

namespace psig {

namespace {

// It comes by itself, and to see where it is takes longer than most handlers do. Still somebody looks, but not for
// every signal: its code may have jumped out of the call, or been called back.
Reached retry_at_times(Thread *thread) {
  if (thread->retry_at.load() == kNoRetry) schedule_retry(thread, nt::now_ns() + retry_interval(kMostDoublings));
  return Reached::kPerhaps;
}

// Tells the trace, too. What a hijack does it tells itself, before the thread goes on.
Reached told(const Thread *thread, int signo, TraceMethod how, Reached reached) {
  trace_told(static_cast<std::uint32_t>(thread->tid), signo, how);
  return reached == Reached::kCannot ? told(thread, signo, TraceMethod::kNot, reached) : reached;
}

} // namespace

Reached reach(Thread *thread, int signo) {
  thread->gate.alert.store(1);
  if (void *event = thread->event.load(); event != nullptr) nt::event_set(event);         // delivery by event
  if (thread == self()) return told(thread, signo, TraceMethod::kSelf, Reached::kSurely); // it drains as it leaves

  if (wake(thread)) return told(thread, signo, TraceMethod::kWakeUp, Reached::kSurely);
  if (const Reached freed = io_cancel(thread); freed != Reached::kCannot)
    return told(thread, signo, TraceMethod::kIo, freed);
  if (thread->gate.guards.load() != 0) return told(thread, signo, TraceMethod::kInside, Reached::kSurely);
  if (thread->on_return.load()) return told(thread, signo, TraceMethod::kReturn, retry_at_times(thread));

  const unsigned methods = g_delivery_methods.load();
  Reached reached = Reached::kCannot;
  if ((methods & POSIX_SIGNAL_DELIVER_APC) != 0 && !thread->apc_deferred.load() && apc_send(thread)) {
    reached = told(thread, signo, TraceMethod::kApc, Reached::kQueued);
    if (thread->spends_apcs.load()) return reached; // it waits alertably by habit: don't disturb the wait
  }
  if ((methods & POSIX_SIGNAL_DELIVER_SPECIAL_APC) != 0 && nt::g_calls.queue_special_apc != nullptr) {
    if (special_apc_send(thread) == Reached::kPerhaps)
      return told(thread, signo, TraceMethod::kSpecialApc, Reached::kPerhaps);
  }
  if ((methods & (POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN)) != 0) {
    const Reached taken = hijack(thread, signo);
    if (taken != Reached::kCannot) return taken;
  }
  return reached;
}

} // namespace psig
