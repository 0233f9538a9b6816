// Waits for several handles at once, and waitable timers: the dispatcher sleeps on these.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

// Index of the handle that was signalled, -1 at the deadline (now_ns() time), or kNoHandle: one of them is none, or has
// been closed. At most 64.
inline constexpr int kNoHandle = -2;
int wait_any(const Handle *handles, unsigned count, std::uint64_t deadline);

[[nodiscard]] Handle auto_event_create();
[[nodiscard]] Handle timer_create(); // of high resolution, where the system has such (Windows 10 1803)
[[nodiscard]] Handle timer_create_plain();
// Once, after so many nanoseconds: rounded up to units of 100, for it is not to fire too early. A period is the
// caller's, since the system's is in milliseconds. [any]
void timer_arm(Handle timer, std::uint64_t ns);
// Once, when the system's clock says so (nanoseconds since 1970): follows changes of that clock (SetWaitableTimer).
// [any]
void timer_arm_utc(Handle timer, std::uint64_t unix_ns);
void timer_disarm(Handle timer);

} // namespace psig::nt
