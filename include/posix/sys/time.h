/* <posix/sys/time.h>: <sys/time.h> with the interval timers.
 *
 * There is no timerfd here, which is Linux's own (docs/differences.md). */
#ifndef POSIX_SIGNALS_SYS_TIME_H
#define POSIX_SIGNALS_SYS_TIME_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>
#include_next <sys/time.h>

#include <posix/export.h>

/* ITIMER_REAL: real time, SIGALRM; the timer of alarm() and ualarm(), too. ITIMER_VIRTUAL: the process's own CPU
 * time in user mode, SIGVTALRM. ITIMER_PROF: all its CPU time, SIGPROF. */
enum { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF };
#define ITIMER_REAL ITIMER_REAL
#define ITIMER_VIRTUAL ITIMER_VIRTUAL
#define ITIMER_PROF ITIMER_PROF

struct itimerval {
  struct timeval it_interval; /* between expirations; zero: there is one only */
  struct timeval it_value;    /* until the next one; zero: it is disarmed */
};

POSIX_SIGNALS_BEGIN

/* Stores the time until the next expiration, which is 0 for a disarmed timer, and the interval. Returns 0, or -1 with
 * EINVAL (no such timer) or EFAULT. [any] XSH getitimer (Issue 7) */
int getitimer(int which, struct itimerval *value) POSIX_SIGNALS_LABEL(getitimer);
/* Arms a timer, or disarms it by a zero time. What getitimer() would have told is stored in `former` if that is not
 * null. Expirations are counted from the first one, so that the timer does not drift. One that finds its signal
 * pending is merged with it; those of ITIMER_PROF follow one another. Returns 0, or -1 with EINVAL (no such timer;
 * a negative time, or 1,000,000 microseconds and more) or EFAULT. [any] XSH getitimer (Issue 7) */
int setitimer(int which, const struct itimerval *__restrict__ value, struct itimerval *__restrict__ former)
    POSIX_SIGNALS_LABEL(setitimer);

POSIX_SIGNALS_END

#endif
