// The clocks, as clock_gettime() and the timers read them. [any]
#pragma once

#include <posix/sys/types.h>

#include "base/errno_result.h"
#include "timer/timers.h"

namespace psig {

struct ClockUse {
  TimerClock clock = TimerClock::kMonotonic;
  bool coarse = false;
  std::uint32_t pid = 0, tid = 0; // another process's, or one thread's; 0: the own process's
};

// EINVAL for an id of no process or thread, and for a thread of this process that has ended.
[[nodiscard]] Errno clock_use(int clock, ClockUse *use);

[[nodiscard]] Errno clock_time(int clock, unsigned long long *ns);
[[nodiscard]] Errno clock_step(int clock, unsigned long long *ns);
[[nodiscard]] Errno clock_of_process(pid_t pid, int *clock);
[[nodiscard]] Errno clock_of_thread(pthread_t thread, int *clock);

} // namespace psig
