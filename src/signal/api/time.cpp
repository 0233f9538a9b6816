// alarm, ualarm, sleep, usleep, nanosleep, clock_nanosleep (XSH alarm, sleep, nanosleep, clock_nanosleep; Issue 6
// ualarm, usleep). The engine counts alarms in microseconds and sleeps in nanoseconds. alarms [any], sleeps [thread]
// and cancellation points
#include <posix/time.h>
#include <posix/unistd.h>

#include "base/time_value.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr unsigned long long kMillion = 1'000'000;

Errno sleep_for(unsigned long long nanoseconds, unsigned long long *left) {
  return api::cancellable([=] { return engine()->sleep(CLOCK_MONOTONIC, false, nanoseconds, left); });
}

// A sleep that `call` makes of the time that was asked for; what is left is told if a handler has ended it.
template <typename Call> Errno sleep_as_asked(const struct timespec *request, struct timespec *remaining, Call call) {
  struct timespec wanted;
  if (const Errno error = api::read_user(&wanted, request)) return error;
  if (!valid_time(wanted.tv_sec, wanted.tv_nsec, kBillion)) return EINVAL;
  unsigned long long left = 0;
  const Errno error = call(time_ns(wanted.tv_sec, wanted.tv_nsec), &left);
  if (error != EINTR || remaining == nullptr) return error;
  const struct timespec rest = {static_cast<time_t>(left / kBillion), static_cast<long>(left % kBillion)};
  const Errno told = api::write_user(remaining, rest);
  return told != 0 ? told : error;
}

} // namespace

extern "C" {

// Rounded as Linux rounds (kernel/time/itimer.c, alarm_setitimer): to the nearest, but an alarm that is running never
// looks as if there were none.
unsigned int alarm(unsigned int seconds) {
  const unsigned long long left = engine()->alarm(seconds * kMillion, 0);
  unsigned long long whole = left / kMillion;
  const unsigned long long rest = left % kMillion;
  if (rest >= kMillion / 2 || (whole == 0 && rest != 0)) ++whole;
  return static_cast<unsigned int>(whole);
}

useconds_t ualarm(useconds_t microseconds, useconds_t interval) {
  if (microseconds >= kMillion || interval >= kMillion) {
    errno = EINVAL;
    return static_cast<useconds_t>(-1);
  }
  return static_cast<useconds_t>(engine()->alarm(microseconds, interval));
}

unsigned int sleep(unsigned int seconds) {
  unsigned long long left = 0;
  const Errno error = sleep_for(seconds * kBillion, &left);
  if (error == 0) return 0;
  errno = error;
  return static_cast<unsigned int>(left / kBillion);
}

int usleep(useconds_t microseconds) { return api::result(sleep_for(microseconds * 1000ULL, nullptr)); }

int nanosleep(const struct timespec *request, struct timespec *remaining) {
  return api::result(sleep_as_asked(request, remaining, sleep_for));
}

// By its symbol: winpthreads' header has declared the name first. Linux ignores flags that it does not know, too.
int posix_clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining);
int posix_clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining) {
  const bool absolute = (flags & TIMER_ABSTIME) != 0;
  return sleep_as_asked(request, absolute ? nullptr : remaining, [=](unsigned long long ns, unsigned long long *left) {
    return api::cancellable([=] { return engine()->sleep(clock, absolute, ns, left); });
  });
}

} // extern "C"
