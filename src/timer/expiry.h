// What the dispatcher does when a timer has expired.
#pragma once

#include "base/record.h"
#include "timer/service.h"

namespace psig {

struct Expired {
  Notify notify;
  Timer *timer;
  std::uint32_t setting, node;
  Thread *thread;
  Record record;
};
[[nodiscard]] Expired expire_under_lock(Timer *timer) PSIG_REQUIRES(g_timers_lock);
void tell_of_expiry(const Expired &expired); // not under the lock

// A timer's signal has been taken, or discarded: RecordPool::Taken. [any], under the engine lock
void timer_taken(std::uint32_t index, Record *record);

} // namespace psig
