// The program's timers: timer_create() and the like, setitimer(), alarm().
#pragma once

#include "base/errno_result.h"
#include "timer/service.h"

namespace psig {

struct TimerRequest;

[[nodiscard]] Errno timer_make(const TimerRequest *request, int *id); // [thread]
// All [any]. A null `setting` only asks.
[[nodiscard]] Errno timer_set(int id, bool absolute, const TimerLeft *setting, TimerLeft *former);
[[nodiscard]] Errno timer_get(int id, TimerLeft *left);
[[nodiscard]] Errno timer_overrun(int id, int *count);
[[nodiscard]] Errno timer_end(int id);
[[nodiscard]] Errno itimer_set(int which, const TimerLeft *setting, TimerLeft *former);
// Microseconds to the first SIGALRM and between later ones; 0 disarms. Returns what was left, in microseconds.
unsigned long long alarm_set(unsigned long long first_us, unsigned long long interval_us);

// exec: those of timer_create() are deleted. Of setitimer()'s there is told, and disarmed, what is left. [thread]
void timers_end_all(TimerLeft (&itimers)[Timers::kItimers]);

// Nobody finds it any more, and nothing pends of it: what it holds is given back. [any]
void timer_finish(Timer *timer);

} // namespace psig
