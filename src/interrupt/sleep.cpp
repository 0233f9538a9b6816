// Sleeping (XSH nanosleep, clock_nanosleep, sleep; usleep of Issue 6). [thread]
//
// The thread sleeps as in every wait of ours, on its own word. A timer wakes it where the wait itself could not end in
// time: by a clock that can be set, or by CPU time. On Windows, whose waits end with the clock's interrupt, a timer
// wakes it from all other sleeps as well.
#include "interrupt/sleep.h"

#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "timer/clock_id.h"
#include "timer/clocks.h"
#include "timer/service.h"

namespace psig {
namespace {

// While it is there, a timer may wake the thread.
class Sleeper {
public:
  Sleeper(Thread *thread, TimerClock clock, std::uint64_t due)
      : thread_(sleeper_begin(thread, clock, due) ? thread : nullptr) {}
  ~Sleeper() {
    if (thread_ != nullptr) sleeper_end(thread_);
  }
  Sleeper(const Sleeper &) = delete;
  Sleeper &operator=(const Sleeper &) = delete;
  [[nodiscard]] bool there() const { return thread_ != nullptr; }

private:
  Thread *thread_;
};

// By now_ns(), which can not be set.
Errno sleep_until(Thread *thread, std::uint64_t deadline) {
  if (nt::word_sleep_is_fine()) return wait_handler(thread, deadline);
  const Sleeper sleeper(thread, TimerClock::kMonotonic, deadline); // without one it only takes longer
  return wait_handler(thread, deadline);
}

struct Until {
  int clock;
  std::uint64_t due;
};

bool reached(void *argument) {
  const auto *until = static_cast<const Until *>(argument);
  unsigned long long now = 0;
  return clock_time(until->clock, &now) != 0 || now >= until->due;
}

// By a clock that goes its own way.
Errno sleep_until_clock(Thread *thread, TimerClock clock, Until until) {
  const Sleeper sleeper(thread, clock, until.due);
  if (!sleeper.there()) return ENOMEM;
  return wait_handler(thread, nt::kForever, reached, &until);
}

Errno sleep_by(Thread *thread, const ClockUse &use, int clock, bool absolute, unsigned long long ns,
               unsigned long long *left) {
  const bool own_way = is_cpu(use.clock) || (use.clock == TimerClock::kReal && absolute);
  unsigned long long now = 0;
  if (!own_way) {
    const std::uint64_t end = absolute ? ns : later(nt::now_ns(), ns);
    const Errno error = sleep_until(thread, end);
    *left = between(nt::now_ns(), end);
    return error;
  }
  if (const Errno error = clock_time(clock, &now)) return error;
  const std::uint64_t end = absolute ? ns : later(now, ns);
  const Errno error = sleep_until_clock(thread, use.clock, {clock, end});
  *left = clock_time(clock, &now) == 0 ? between(now, end) : 0;
  return error;
}

} // namespace

Errno clock_sleep(int clock, bool absolute, unsigned long long ns, unsigned long long *remaining) {
  ClockUse use;
  if (const Errno error = clock_use(clock, &use)) return error;
  if (use.coarse || use.pid != 0) return ENOTSUP;
  if (use.clock == TimerClock::kThread) return clock == kClockThread ? EINVAL : ENOTSUP;
  unsigned long long left = 0;
  Errno error;
  {
    const DeliveryGuard delivery;
    if (delivery.thread() == nullptr) return EAGAIN;
    error = sleep_by(delivery.thread(), use, clock, absolute, ns, &left);
  }
  if (remaining != nullptr) *remaining = error == EINTR ? left : 0;
  return error == ETIMEDOUT ? 0 : error;
}

} // namespace psig
