// The queue of SIGEV_THREAD: what has expired, in that order, until the thread that makes the calls takes it. Lock: the
// timers'.
#include "timer/calls.h"

#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "timer/timer_request.h"

namespace psig {

void timer_call_add(Timer *timer) {
  g_timers_lock.assert_held();
  TimerCalls &calls = *timer->calls;
  timer->next = nullptr;
  (calls.first != nullptr ? calls.last->next : calls.first) = timer;
  calls.last = timer;
  calls.rung.fetch_add(1);
  nt::word_wake_all(&calls.rung);
}

void timer_call_forget(Timer *timer) {
  g_timers_lock.assert_held();
  if (timer->notify != Notify::kCall || !timer->queued) return;
  Timer *before = nullptr;
  for (Timer **link = &timer->calls->first; *link != nullptr; before = *link, link = &(*link)->next) {
    if (*link != timer) continue;
    *link = timer->next;
    if (timer->calls->last == timer) timer->calls->last = before;
    return;
  }
}

namespace {

// It makes threads of the program's: a stop stands it still.
void calls_main(void *function) {
  Thread *thread = library_thread_started();
  if (thread == nullptr) return;
  thread->held = true;
  reinterpret_cast<void (*)()>(function)();
}

} // namespace

Errno timer_calls_begin(void (*function)()) {
  return library_thread_begin(calls_main, reinterpret_cast<void *>(function)) ? 0 : EAGAIN;
}

void timer_call_next(TimerCalls *calls, TimerCall *call) {
  for (;;) {
    const std::uint32_t seen = calls->rung.load();
    {
      const DeliveryGuard delivery;
      const LockGuard guard(g_timers_lock);
      if (Timer *timer = calls->first; timer != nullptr) {
        timer_call_forget(timer);
        g_timers.taken(timer);
        timers_arm();
        *call = {timer->function, timer->value, timer->attributes};
        return;
      }
    }
    nt::word_sleep(&calls->rung, seen, nt::kForever);
  }
}

} // namespace psig
