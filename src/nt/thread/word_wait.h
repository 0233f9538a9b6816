// Sleeping and waking: on a word, on a handle. Blocking, except the wakes, which are [any].
#pragma once

#include <atomic>
#include <cstdint>

namespace psig::nt {

inline constexpr std::uint64_t kForever = ~std::uint64_t{0};

// Monotonic nanoseconds.
std::uint64_t now_ns();

// Sleeps while *word == seen, until woken, `deadline` (now_ns() time) or a spurious return.
void word_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen, std::uint64_t deadline);
void word_wake_all(std::atomic<std::uint32_t> *word);
// While threads stand still: the one that a lock's release would wake may be among them, so it wakes all.
void locks_wake_all(bool on);

// Milliseconds from now to a deadline, rounded up; INFINITE for kForever.
unsigned long milliseconds_until(std::uint64_t deadline);

} // namespace psig::nt
