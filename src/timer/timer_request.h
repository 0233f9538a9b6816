// What the C entries of timers ask of the engine (timer/api).
#pragma once

#include <atomic>

#include <posix/sys/types.h>

#include "timer/timers.h"

namespace psig {

// SIGEV_THREAD: of each copy of the library one, for the thread that makes the others.
struct TimerCalls {
  std::atomic<std::uint32_t> rung{0};
  Timer *first = nullptr, *last = nullptr; // that have expired; under the timers' lock
};

struct TimerCall {
  void *function;
  std::uint64_t value;
  CallAttributes attributes;
};

struct TimerRequest {
  int clock; // clockid_t
  Notify notify;
  int signo;
  std::uint64_t value;
  pid_t thread; // the signal's target; 0: the process
  bool value_is_id;
  TimerCalls *calls;
  void *function;
  CallAttributes attributes;
};

} // namespace psig
