// What has expired becomes a signal, a call or a wake-up. The dispatcher posts under the engine's lock, and only what
// still belongs to the timer's setting. So a signal comes before timer_settime() and timer_delete() take it back, or
// not at all.
// Locks: the engine's, and the timers' alone or inside it.
#include "timer/expiry.h"

#include <posix/signal.h>

#include "signal/engine.h"
#include "signal/wake.h"
#include "timer/calls.h"
#include "timer/programs.h"

namespace psig {

Expired expire_under_lock(Timer *timer) {
  g_timers_lock.assert_held();
  Expired expired = {timer->notify, timer, timer->setting, timer->node, static_cast<Thread *>(timer->thread), {}};
  switch (timer->notify) {
  case Notify::kItimer:
  case Notify::kProfiler: expired.record = {.signo = timer->signo, .code = SI_KERNEL}; break;
  case Notify::kSignal:
    timer->posting = true;
    expired.record = {.signo = timer->signo, .code = SI_TIMER, .value = timer->value};
    expired.record.extra[0] = static_cast<std::uint64_t>(Timers::id_of(*timer));
    break;
  case Notify::kCall: timer_call_add(timer); break;
  case Notify::kSleeper: g_timers.free(timer); break;
  case Notify::kNone: break;
  }
  return expired;
}

namespace {

bool is_of_this_setting(const void *argument) {
  const auto *expired = static_cast<const Expired *>(argument);
  const LockGuard guard(g_timers_lock);
  return expired->timer->setting == expired->setting;
}

// A setting of another life of the process is nobody's: exec deletes the timers (XSH exec).
void post_signal(const Expired &expired) {
  const bool pends =
      !g_engine.replaced.load() && post_own(expired.thread, expired.record, expired.node, is_of_this_setting, &expired);
  bool left = false;
  {
    const LockGuard guard(g_timers_lock);
    Timer *timer = expired.timer;
    timer->posting = false;
    left = timer->left;
    const bool stale = timer->setting != expired.setting;
    const bool nobody = g_engine.replaced.load() || (expired.thread != nullptr && expired.thread->gone);
    if (!pends && !stale && nobody) g_timers.set(timer, 0, false, timer->interval);
    else if (!pends && !stale) g_timers.dropped(timer);
  }
  if (left) timer_finish(expired.timer);
}

} // namespace

void tell_of_expiry(const Expired &expired) {
  switch (expired.notify) {
  case Notify::kItimer:
  case Notify::kProfiler:
    (void)post(nullptr, expired.record, false, TraceOrigin::kTimer);
    break; // standard signals: there is room
  case Notify::kSignal: post_signal(expired); break;
  case Notify::kSleeper: wake(expired.thread); break;
  case Notify::kCall:
  case Notify::kNone: break;
  }
}

void timer_taken(std::uint32_t index, Record *record) {
  const LockGuard guard(g_timers_lock);
  Timer *timer = g_timers.at(index);
  g_timers.taken(timer);
  record->extra[1] = static_cast<std::uint64_t>(timer->overrun);
  timers_arm();
}

} // namespace psig
