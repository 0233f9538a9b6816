// Sleeping on a word or a handle, and waking. Everything blocks, except the wakes, which are [any].
#pragma once

#include <atomic>
#include <cstdint>

namespace psig::nt {

inline constexpr std::uint64_t kForever = ~std::uint64_t{0};

// Monotonic nanoseconds.
std::uint64_t now_ns();

// Whether word_sleep() ends within a fraction of a millisecond after its deadline: on Windows it ends with an interrupt
// of the clock, up to 16 ms later, under Wine at once.
[[nodiscard]] bool word_sleep_is_fine();
// Sleeps while *word == seen, until woken, `deadline` (now_ns() time) or a spurious return.
void word_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen, std::uint64_t deadline);
void word_wake_all(std::atomic<std::uint32_t> *word);
// While threads stand still: the one that a lock's release would wake may be among them, so it wakes all.
void locks_wake_all(bool on);

// The deadline that is so far from now; kForever for what is out of reach, and for milliseconds that are INFINITE.
std::uint64_t deadline_after(std::uint64_t ns);
std::uint64_t deadline_after_ms(unsigned long milliseconds);

// Milliseconds from now to a deadline, rounded up; INFINITE for kForever.
unsigned long milliseconds_until(std::uint64_t deadline);

} // namespace psig::nt
