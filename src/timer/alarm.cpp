// One waitable timer behind alarm() and ualarm() (XSH alarm): a source of signals. Lock: its own, a leaf.
#include "timer/alarm.h"

#include "nt/thread/multi_wait.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {

constinit Lock<LockRank::kAlarm> g_alarm_lock;

namespace {

nt::Handle g_timer;
std::uint64_t g_due PSIG_GUARDED_BY(g_alarm_lock) = 0; // now_ns() time; 0: not armed
std::uint64_t g_interval_us PSIG_GUARDED_BY(g_alarm_lock) = 0;

} // namespace

void alarm_start() { g_timer = nt::timer_create(); }

void *alarm_timer() { return g_timer; }

unsigned long long alarm_set(unsigned long long first_us, unsigned long long interval_us) {
  const DeliveryGuard delivery;
  LockGuard guard(g_alarm_lock);
  const std::uint64_t now = nt::now_ns();
  const std::uint64_t left = g_due == 0 ? 0 : g_due > now ? (g_due - now + 999) / 1000 : 1;
  g_due = first_us != 0 ? now + first_us * 1000 : 0;
  g_interval_us = interval_us;
  if (first_us != 0) nt::timer_arm(g_timer, first_us);
  else nt::timer_disarm(g_timer);
  return left;
}

void alarm_fired() {
  {
    LockGuard guard(g_alarm_lock);
    const std::uint64_t now = nt::now_ns();
    if (g_due == 0) return; // disarmed while it fired
    if (g_due > now) {      // armed anew while it fired, or the timer's clock ran ahead of ours
      nt::timer_arm(g_timer, (g_due - now + 999) / 1000);
      return;
    }
    g_due = g_interval_us != 0 ? now + g_interval_us * 1000 : 0;
    if (g_due != 0) nt::timer_arm(g_timer, g_interval_us);
  }
  (void)post(nullptr, {.signo = SIGALRM, .code = SI_KERNEL}, false); // a standard signal: cannot fail for want of room
}

} // namespace psig
