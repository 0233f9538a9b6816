// gettid, getpgrp, getpgid, setpgid, getsid, setsid, sysconf (XSH pages of those names). [any]
#include <posix/limits.h>
#include <posix/time.h>
#include <posix/unistd.h>

#include "nt/thread/teb.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr long kOpenMax = 2048;    // descriptors of msvcrt
constexpr long kClockTicks = 1000; // CLOCKS_PER_SEC

pid_t id_or_error(Errno (*lookup)(pid_t, pid_t *), pid_t pid) {
  pid_t id = 0;
  const Errno error = pid < 0 ? ESRCH : lookup(pid, &id);
  return error == 0 ? id : api::result(error);
}

} // namespace

extern "C" {

pid_t gettid(void) { return static_cast<pid_t>(nt::current_tid()); }

pid_t getpgrp(void) { return id_or_error(engine()->getpgid, 0); }
pid_t getpgid(pid_t pid) { return id_or_error(engine()->getpgid, pid); }
pid_t getsid(pid_t pid) { return id_or_error(engine()->getsid, pid); }

int setpgid(pid_t pid, pid_t pgid) {
  if (pgid < 0 || (pid < 0 && pgid == 0)) return api::result(EINVAL);
  return api::result(pid < 0 ? ESRCH : engine()->setpgid(pid, pgid));
}

pid_t setsid(void) {
  pid_t sid = 0;
  const Errno error = engine()->setsid(&sid);
  return error == 0 ? sid : api::result(error);
}

long sysconf(int name) {
  switch (name) {
  case _SC_REALTIME_SIGNALS: return _POSIX_REALTIME_SIGNALS;
  case _SC_TIMERS: return _POSIX_TIMERS;
  case _SC_MONOTONIC_CLOCK: return _POSIX_MONOTONIC_CLOCK;
  case _SC_CPUTIME: return _POSIX_CPUTIME;
  case _SC_THREAD_CPUTIME: return _POSIX_THREAD_CPUTIME;
  case _SC_CLOCK_SELECTION: return 200809L;
  case _SC_TIMER_MAX: return TIMER_MAX;
  case _SC_DELAYTIMER_MAX: return DELAYTIMER_MAX;
  case _SC_RTSIG_MAX: return RTSIG_MAX;
  case _SC_OPEN_MAX: return kOpenMax;
  case _SC_CLK_TCK: return kClockTicks;
  default: break;
  }
  const long value = engine()->limit(name);
  return value >= 0 ? value : api::result(EINVAL);
}

} // extern "C"
