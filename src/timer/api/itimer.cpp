// setitimer and getitimer (XSH getitimer, Issue 7): in microseconds. [any]
#include <posix/sys/time.h>

#include "signal/api/result.h"
#include "timer/api/time_spec.h"

using namespace psig;

namespace {

constexpr long long kMillion = 1'000'000;
constexpr unsigned long long kMicrosecond = 1'000; // ns

bool valid(const struct timeval &time) { return valid_time(time.tv_sec, time.tv_usec, kMillion); }
unsigned long long ns_of(const struct timeval &time) { return time_ns(time.tv_sec, time.tv_usec * 1'000LL); }

// Upwards: what is armed never looks as if it were not.
struct timeval timeval_of(unsigned long long ns) {
  const unsigned long long us = (ns + kMicrosecond - 1) / kMicrosecond;
  return {static_cast<long>(us / kMillion), static_cast<long>(us % kMillion)};
}

Errno tell(const TimerLeft &left, struct itimerval *value) {
  return api::write_user(value, itimerval{timeval_of(left.interval), timeval_of(left.value)});
}

} // namespace

extern "C" {

int getitimer(int which, struct itimerval *value) {
  TimerLeft left;
  const Errno error = engine()->itimer(which, nullptr, &left);
  return api::result(error != 0 ? error : tell(left, value));
}

// A null value disarms, as on Linux. What cannot be told back is EFAULT, although the timer has been set.
int setitimer(int which, const struct itimerval *__restrict value, struct itimerval *__restrict former) {
  struct itimerval wanted {};
  if (value != nullptr)
    if (const Errno error = api::read_user(&wanted, value)) return api::result(error);
  if (!valid(wanted.it_value) || !valid(wanted.it_interval)) return api::result(EINVAL);
  const TimerLeft setting{ns_of(wanted.it_value), ns_of(wanted.it_interval)};
  TimerLeft left;
  const Errno error = engine()->itimer(which, &setting, &left);
  return api::result(error != 0 || former == nullptr ? error : tell(left, former));
}

} // extern "C"
