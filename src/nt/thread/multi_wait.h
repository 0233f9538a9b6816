// Waiting for several handles at once, and waitable timers: what the dispatcher thread sleeps on.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

// Index of the handle that was signalled, or -1 at the deadline (now_ns() time).
int wait_any(const Handle *handles, unsigned count, std::uint64_t deadline);

[[nodiscard]] Handle auto_event_create();
[[nodiscard]] Handle timer_create();
// First expiry after `first_us`, then at every `interval_us` (0: once). Microseconds become 100 ns units; the period is
// kept by the caller, since the system's is in milliseconds.
void timer_arm(Handle timer, std::uint64_t first_us);
void timer_disarm(Handle timer);

} // namespace psig::nt
