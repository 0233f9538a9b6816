// clock_gettime, clock_getres, clock_getcpuclockid, pthread_getcpuclockid (XSH pages of those names). [any]
#include <posix/pthread.h>
#include <posix/time.h>

#include "signal/api/result.h"
#include "timer/api/time_spec.h"

using namespace psig;

namespace {

Errno tell(Errno (*ask)(int, unsigned long long *), clockid_t clock, struct timespec *time) {
  unsigned long long ns = 0;
  if (const Errno error = ask(clock, &ns)) return error;
  return api::write_user(time, api::to_timespec(ns));
}

} // namespace

extern "C" {

// By their symbols: winpthreads' header has declared the names first, one of them as a macro.
int posix_clock_gettime(clockid_t clock, struct timespec *now);
int posix_clock_gettime(clockid_t clock, struct timespec *now) {
  return api::result(tell(engine()->clock_time, clock, now));
}

int posix_clock_getres(clockid_t clock, struct timespec *resolution);
int posix_clock_getres(clockid_t clock, struct timespec *resolution) {
  unsigned long long unused = 0;
  return api::result(resolution != nullptr ? tell(engine()->clock_step, clock, resolution)
                                           : engine()->clock_step(clock, &unused));
}

int clock_getcpuclockid(pid_t pid, clockid_t *clock) {
  int id = 0;
  if (const Errno error = engine()->clock_of_process(pid, &id)) return error;
  *clock = id;
  return 0;
}

int pthread_getcpuclockid(pthread_t thread, clockid_t *clock) {
  int id = 0;
  if (const Errno error = engine()->clock_of_thread(thread, &id)) return error;
  *clock = id;
  return 0;
}

} // extern "C"
