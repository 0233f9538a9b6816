// Reaching a thread, best way first (design section 3). No lock is held that the target may hold. [any], inhibited
#include "nt/event.h"
#include "nt/wait.h"
#include "signal/engine.h"
#include "signal/io_cancel.h"

namespace psig {

namespace {

// It comes by itself, and to see where it is takes longer than most handlers do. Still somebody looks, but not for
// every signal: its code may have jumped out of the call, or been called back.
Reached look_for_it(Thread *thread) {
  if (thread->look_due.load() == kNoLook) look_at(thread, nt::now_ns() + look_interval(kMostDoublings));
  return Reached::kPerhaps;
}

} // namespace

Reached reach(Thread *thread) {
  thread->gate.alert.store(1);
  if (void *event = thread->event.load(); event != nullptr) nt::event_set(event); // road 6
  if (thread == self()) return Reached::kSurely;                                  // road 1: it drains as it leaves

  // Road 2. The waiter publishes, then rechecks; here it is rung, then looked for: one of the two sees the other.
  thread->doorbell.fetch_add(1);
  if (thread->waiting.load() != kNotWaiting) {
    nt::word_wake_all(&thread->doorbell);
    return Reached::kSurely;
  }
  if (const Reached freed = io_cancel(thread); freed != Reached::kCannot) return freed; // road 7
  if (thread->gate.inhibit.load() != 0) return Reached::kSurely;
  if (thread->on_return.load()) return look_for_it(thread);

  const unsigned roads = g_roads.load();
  Reached reached = Reached::kCannot;
  if ((roads & POSIX_SIGNAL_ROAD_APC) != 0 && !thread->apc_deferred.load() && apc_send(thread)) { // road 3
    reached = Reached::kQueued;
    if (thread->spends_apcs.load()) return reached; // it waits alertably by habit: don't disturb the wait
  }
  if ((roads & POSIX_SIGNAL_ROAD_SPECIAL_APC) != 0 && nt::g_calls.queue_special_apc != nullptr) { // road 4
    if (special_apc_send(thread) == Reached::kPerhaps) return Reached::kPerhaps;
  }
  if ((roads & (POSIX_SIGNAL_ROAD_HIJACK | POSIX_SIGNAL_ROAD_RETURN)) != 0) { // road 5
    const Reached taken = hijack(thread);
    if (taken != Reached::kCannot) return taken;
  }
  return reached;
}

} // namespace psig
