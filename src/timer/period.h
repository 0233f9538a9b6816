// The arithmetic of periods: every expiration is counted from the first one, so that nothing drifts. Portable. [any]
#pragma once

#include <climits>
#include <cstdint>

namespace psig {

inline constexpr std::uint64_t kNever = ~std::uint64_t{0};

constexpr std::uint64_t later(std::uint64_t time, std::uint64_t by) {
  return by < kNever - time ? time + by : kNever - 1;
}
constexpr std::uint64_t between(std::uint64_t now, std::uint64_t then) { return then > now ? then - now : 0; }

// How many expirations after the one at `due` there have been by `now`.
constexpr std::uint64_t missed(std::uint64_t due, std::uint64_t interval, std::uint64_t now) {
  return interval != 0 && now > due ? (now - due) / interval : 0;
}

// XSH timer_getoverrun: at most DELAYTIMER_MAX.
inline constexpr int kDelayTimerMax = INT_MAX;
constexpr int overrun_of(std::uint64_t count) {
  return count < static_cast<std::uint64_t>(kDelayTimerMax) ? static_cast<int>(count) : kDelayTimerMax;
}

} // namespace psig
