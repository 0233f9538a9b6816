// Seconds and fractions as POSIX has them, and nanoseconds as the engine counts.
#pragma once

#include <posix/sys/time.h>
#include <posix/time.h>

#include "base/time_value.h"
#include "timer/timers.h"

namespace psig::api {

inline struct timespec to_timespec(unsigned long long ns) {
  return {static_cast<time_t>(ns / kBillion), static_cast<long>(ns % kBillion)};
}
inline bool valid(const struct timespec &time) { return valid_time(time.tv_sec, time.tv_nsec, kBillion); }
inline unsigned long long to_ns(const struct timespec &time) { return time_ns(time.tv_sec, time.tv_nsec); }

} // namespace psig::api
