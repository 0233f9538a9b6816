// Handle waits of the dispatcher. Blocking.
#include "nt/thread/multi_wait.h"

#include "nt/thread/word_wait.h"
#include "nt/windows.h"

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x2
#endif

namespace psig::nt {

int wait_any(const Handle *handles, unsigned count, std::uint64_t deadline) {
  const DWORD result = WaitForMultipleObjects(count, handles, FALSE, milliseconds_until(deadline));
  if (result == WAIT_FAILED) return kNoHandle;
  return result < WAIT_OBJECT_0 + count ? static_cast<int>(result - WAIT_OBJECT_0) : -1;
}

Handle auto_event_create() { return CreateEventW(nullptr, FALSE, FALSE, nullptr); }

Handle timer_create() {
  const HANDLE fine = CreateWaitableTimerExW(nullptr, nullptr, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
  return fine != nullptr ? fine : CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS);
}

Handle timer_create_plain() { return CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS); }

void timer_arm(Handle timer, std::uint64_t ns) {
  LARGE_INTEGER due;
  due.QuadPart = -static_cast<LONGLONG>(ns / 100 + (ns % 100 != 0));
  SetWaitableTimer(timer, &due, 0, nullptr, nullptr, FALSE);
}

void timer_arm_utc(Handle timer, std::uint64_t unix_ns) {
  LARGE_INTEGER due;
  due.QuadPart = static_cast<LONGLONG>(unix_ns / 100 + (unix_ns % 100 != 0)) + 116'444'736'000'000'000; // since 1601
  SetWaitableTimer(timer, &due, 0, nullptr, nullptr, FALSE);
}

void timer_disarm(Handle timer) { CancelWaitableTimer(timer); }

} // namespace psig::nt
