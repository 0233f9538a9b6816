// Timers from their creation to their end (XSH timer_create, timer_delete, timer_getoverrun, getitimer).
//
// A signal of a former setting is void. timer_settime() and timer_delete() make it so under the timers' lock, and then
// take it back out of what is pending; expiry.cpp is the other side. Locks: the engine's, and the timers' alone.
#include "timer/programs.h"

#include <posix/signal.h>

#include "nt/thread/thread.h"
#include "signal/engine.h"
#include "timer/calls.h"
#include "timer/clocks.h"
#include "timer/timer_request.h"

namespace psig {
namespace {

// What a timer holds besides its place in the table.
struct Holdings {
  nt::Handle cpu_of = nullptr;
  Thread *thread = nullptr; // pinned
  std::uint32_t node = 0;
};

void give_back(const Holdings &held) {
  if (held.cpu_of != nullptr) nt::handle_close(held.cpu_of);
  if (held.node != 0) own_node_release(held.node);
  if (held.thread != nullptr) const PinnedThread last = PinnedThread::kept(held.thread);
}

// SIGEV_THREAD_ID: of the own process (timer_create(2)).
Errno pin_target(pid_t tid, Thread **target) {
  const auto id = static_cast<unsigned long>(tid);
  if (tid <= 0 || tid > 0xFFFFFFFF || attach(id) == nullptr) return EINVAL;
  const LockGuard guard(g_engine.lock);
  Thread *found = find_tid(id);
  if (found == nullptr) return EINVAL;
  *target = PinnedThread(found).keep();
  return 0;
}

Errno hold(const TimerRequest &request, const ClockUse &use, Holdings *held) {
  if (request.thread != 0)
    if (const Errno error = pin_target(request.thread, &held->thread)) return error;
  if (use.clock != TimerClock::kThread) return 0;
  held->cpu_of = nt::thread_open(use.tid);
  return held->cpu_of != nullptr ? 0 : EINVAL;
}

Timer *enter(const TimerRequest &request, const ClockUse &use, const Holdings &held) {
  const LockGuard guard(g_timers_lock);
  Timer *timer = g_timers.create();
  if (timer == nullptr) return nullptr;
  timer->dead = true; // nobody finds it yet
  timer->clock = use.clock;
  timer->notify = request.notify;
  timer->signo = request.signo;
  timer->value = request.value_is_id ? static_cast<std::uint64_t>(Timers::id_of(*timer)) : request.value;
  timer->thread = held.thread;
  timer->cpu_of = held.cpu_of;
  timer->calls = request.calls;
  timer->function = request.function;
  timer->attributes = request.attributes;
  return timer;
}

void leave(Timer *timer) {
  const LockGuard guard(g_timers_lock);
  g_timers.free(timer);
}

} // namespace

void timer_finish(Timer *timer) {
  const Holdings held = {timer->cpu_of, static_cast<Thread *>(timer->thread), timer->node};
  leave(timer);
  give_back(held);
}

Errno timer_make(const TimerRequest *request, int *id) {
  const DeliveryGuard delivery;
  ClockUse use;
  if (const Errno error = clock_use(request->clock, &use)) return error;
  if (use.coarse) return EINVAL;
  if (use.pid != 0) return ENOTSUP; // XSH timer_create: of another process
  Holdings held;
  if (const Errno error = hold(*request, use, &held)) {
    give_back(held);
    return error;
  }
  Timer *timer = enter(*request, use, held);
  if (timer != nullptr && request->notify == Notify::kSignal) timer->node = own_node_claim(timer->index);
  if (timer == nullptr || (request->notify == Notify::kSignal && timer->node == 0)) {
    if (timer != nullptr) leave(timer);
    give_back(held);
    return EAGAIN;
  }
  const LockGuard guard(g_timers_lock);
  timer->dead = false;
  *id = Timers::id_of(*timer);
  return 0;
}

Errno timer_set(int id, bool absolute, const TimerLeft *setting, TimerLeft *former) {
  const DeliveryGuard delivery;
  for (bool first = true;; first = false) {
    Thread *target = nullptr;
    std::uint32_t node = 0, mine = 0;
    {
      const LockGuard guard(g_timers_lock);
      Timer *timer = g_timers.find(id);
      if (timer == nullptr) return EINVAL;
      if (first) *former = g_timers.left(timer);
      timer_call_forget(timer);
      if (timer->queued) node = timer->node, target = static_cast<Thread *>(timer->thread);
      g_timers.set(timer, 0, false, timer->interval);
      mine = timer->setting;
    }
    if (node != 0) own_node_withdraw(target, node);
    const LockGuard guard(g_timers_lock);
    Timer *timer = g_timers.find(id);
    if (timer == nullptr) return EINVAL;
    if (timer->setting != mine) continue; // by another thread at the same time: once more
    g_timers.set(timer, setting->value, absolute, setting->interval);
    timers_arm();
    return 0;
  }
}

Errno timer_get(int id, TimerLeft *left) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_timers_lock);
  const Timer *timer = g_timers.find(id);
  if (timer == nullptr) return EINVAL;
  *left = g_timers.left(timer);
  return 0;
}

Errno timer_overrun(int id, int *count) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_timers_lock);
  const Timer *timer = g_timers.find(id);
  if (timer == nullptr) return EINVAL;
  *count = timer->overrun;
  return 0;
}

void timers_end_all(TimerLeft (&itimers)[Timers::kItimers]) {
  const TimerLeft none;
  for (unsigned which = 0; which < Timers::kItimers; ++which)
    (void)itimer_set(static_cast<int>(which), &none, &itimers[which]);
  for (;;) {
    int id;
    {
      const LockGuard guard(g_timers_lock);
      const Timer *timer = g_timers.any();
      if (timer == nullptr) return;
      id = Timers::id_of(*timer);
    }
    (void)timer_end(id);
  }
}

Errno timer_end(int id) {
  const DeliveryGuard delivery;
  Timer *timer = nullptr;
  {
    const LockGuard guard(g_timers_lock);
    timer = g_timers.find(id);
    if (timer == nullptr) return EINVAL;
    timer_call_forget(timer);
    g_timers.set(timer, 0, false, 0);
    timer->dead = true;
    timers_arm();
  }
  if (timer->node != 0) own_node_withdraw(static_cast<Thread *>(timer->thread), timer->node);
  {
    const LockGuard guard(g_timers_lock);
    timer->left = timer->posting;
    if (timer->left) return 0; // the dispatcher ends it
  }
  timer_finish(timer);
  return 0;
}

Errno itimer_set(int which, const TimerLeft *setting, TimerLeft *former) {
  if (which < 0 || which >= static_cast<int>(Timers::kItimers)) return EINVAL;
  const DeliveryGuard delivery;
  const LockGuard guard(g_timers_lock);
  Timer *timer = g_timers.itimer(which);
  *former = g_timers.left(timer);
  if (setting == nullptr) return 0;
  g_timers.set(timer, setting->value, false, setting->interval);
  timers_arm();
  return 0;
}

unsigned long long alarm_set(unsigned long long first_us, unsigned long long interval_us) {
  constexpr std::uint64_t kMicrosecond = 1000;
  const TimerLeft setting{first_us * kMicrosecond, interval_us * kMicrosecond};
  TimerLeft former;
  if (itimer_set(0, &setting, &former) != 0) return 0;
  return (former.value + kMicrosecond - 1) / kMicrosecond;
}

} // namespace psig
