// Times as POSIX gives them, checked and as nanoseconds. Portable and constexpr.
#pragma once

#include <cstdint>

namespace psig {

inline constexpr std::uint64_t kBillion = 1'000'000'000;

// XSH clock_nanosleep, timer_settime, getitimer: EINVAL otherwise. `fractions`: how many make a second.
constexpr bool valid_time(long long seconds, long long fraction, long long fractions) {
  return seconds >= 0 && fraction >= 0 && fraction < fractions;
}

// 272 years at most, as far as nanoseconds go: longer times end then, too.
inline constexpr long long kMostSeconds = 1LL << 33;
constexpr std::uint64_t time_ns(long long seconds, long long nanoseconds) {
  return static_cast<std::uint64_t>(seconds < kMostSeconds ? seconds : kMostSeconds) * kBillion +
         static_cast<std::uint64_t>(nanoseconds);
}

static_assert(valid_time(0, 999'999'999, 1'000'000'000) && !valid_time(0, 1'000'000'000, 1'000'000'000));
static_assert(!valid_time(-1, 0, 1'000'000) && !valid_time(0, -1, 1'000'000));
static_assert(time_ns(1, 5) == 1'000'000'005 && time_ns(INT64_MAX, 0) < UINT64_MAX / 2);

} // namespace psig
