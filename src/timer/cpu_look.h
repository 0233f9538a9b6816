// When a CPU-time timer is looked at: Windows does not report that a thread has used so much time. Portable. [any]
//
// The time can have been used up when all threads that run have had their share of what is left, and not earlier. The
// system's counts move in steps of its clock's interrupt, and between two of them a look learns nothing. While a count
// does not move for longer than such a step, no thread runs. Then the looks become rarer in proportion (docs/adr/0020).
#pragma once

#include <algorithm>
#include <cstdint>

#include "timer/period.h"

namespace psig {

inline constexpr std::uint64_t kCpuStep = 16'000'000;        // ns, rounded up: 64 interrupts a second; 10 ms under Wine
inline constexpr std::uint64_t kShortestLook = 1'000'000;    // more often would cost more than it tells
inline constexpr std::uint64_t kLongestLook = 1'000'000'000; // what wakes unseen by us is noticed after this

// How long until the next look: `left` of the timer's time, `runners` that may run at once, and how long the count has
// not moved.
constexpr std::uint64_t cpu_look(std::uint64_t left, unsigned runners, std::uint64_t unmoved) {
  const std::uint64_t soonest = left / std::max(runners, 1U);
  const std::uint64_t idle = unmoved < 2 * kCpuStep ? 0 : std::min(unmoved / 4, kLongestLook);
  return std::max({soonest, idle, kShortestLook});
}

// A profiler's ticks come one by one, as on Linux: each takes one interval off what is owed, and those that a step of
// the count has made due at once follow each other the faster the more they are.
inline constexpr std::uint64_t kMostOwed = 256;
constexpr std::uint64_t cpu_pace(std::uint64_t interval, std::uint64_t owed) { return interval * 8 / (8 + owed); }

} // namespace psig
