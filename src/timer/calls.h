// SIGEV_THREAD: a library thread makes threads of the program, which call the functions of timers that have expired.
#pragma once

#include "base/errno_result.h"
#include "timer/service.h"

namespace psig {

struct TimerCalls;
struct TimerCall;

// The thread that makes the others, stopped like one of the program's; and what it waits for, which it does not come
// back without. [thread]
[[nodiscard]] Errno timer_calls_begin(void (*function)());
void timer_call_next(TimerCalls *calls, TimerCall *call);

// Its function is to be called; and not any more, if that is still to come.
void timer_call_add(Timer *timer) PSIG_REQUIRES(g_timers_lock);
void timer_call_forget(Timer *timer) PSIG_REQUIRES(g_timers_lock);

} // namespace psig
