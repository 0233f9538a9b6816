// The timers of this process: the table under its lock, the two waitable timers of the system that stand for the
// earliest of each time line, and the dispatcher's side.
#pragma once

#include "base/lock.h"
#include "timer/timers.h"

namespace psig {

struct Thread;

extern Lock<LockRank::kTimers> g_timers_lock; // for stopping all threads: none that has it stands still

extern Timers g_timers PSIG_GUARDED_BY(g_timers_lock);
// After every change: has the system's timers go off in time.
void timers_arm() PSIG_REQUIRES(g_timers_lock);

void timers_start(); // [loader]
// The dispatcher's side: the handles it waits on, and what it does when one fires.
void *timers_fine();
void *timers_utc();
void timers_serve();
void timers_look_who_sleeps(); // every round: a thread may have come while CPU-time timers doze
// Somebody of the program's may use CPU time again (Upcalls::awake). [any]
void timers_awake();
[[nodiscard]] std::uint32_t timers_rounds(); // how often the dispatcher was woken for a timer: for tests

// Waking a thread of ours when a clock says so, where its own wait could not: by a timer of its own, which it keeps
// until it ends the sleep. An abandoned one wakes it once for nothing. False: no memory. [any], guarded
[[nodiscard]] bool sleeper_begin(Thread *thread, TimerClock clock, std::uint64_t due);
void sleeper_end(Thread *thread);

} // namespace psig
