// alarm, ualarm, sleep, usleep, nanosleep (XSH alarm, sleep, nanosleep; Issue 6 ualarm, usleep). The engine counts
// alarms in microseconds and sleeps in nanoseconds. alarms [any], sleeps [thread] and
// cancellation points
#include <posix/time.h>
#include <posix/unistd.h>

#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr unsigned long long kMillion = 1'000'000;
constexpr unsigned long long kBillion = 1'000'000'000;

Errno sleep_for(unsigned long long nanoseconds, unsigned long long *left) {
  return api::cancellable([=] { return engine()->sleep(nanoseconds, left); });
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
  struct timespec wanted;
  if (const Errno error = api::read_user(&wanted, request)) return api::result(error);
  if (wanted.tv_sec < 0 || wanted.tv_nsec < 0 || wanted.tv_nsec > 999'999'999) return api::result(EINVAL);
  constexpr unsigned long long kMost = 1ULL << 33; // seconds; 272 years
  const auto asked = static_cast<unsigned long long>(wanted.tv_sec);
  const unsigned long long whole = (asked < kMost ? asked : kMost) * kBillion;
  unsigned long long left = 0;
  const Errno error = sleep_for(whole + static_cast<unsigned long long>(wanted.tv_nsec), &left);
  if (error != EINTR || remaining == nullptr) return api::result(error);
  const struct timespec rest = {static_cast<time_t>(left / kBillion), static_cast<long>(left % kBillion)};
  const Errno told = api::write_user(remaining, rest);
  return api::result(told != 0 ? told : error);
}

} // extern "C"
