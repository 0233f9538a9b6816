/* <posix/time.h>: <time.h> with timers that send signals, and sleeps that signals interrupt.
 *
 * Clocks: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME (which is the same here: both go on while the computer
 * sleeps), CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, and those of clock_getcpuclockid() and
 * pthread_getcpuclockid(). CPU times move in steps of the system's clock interrupt (clock_getres()). */
#ifndef POSIX_SIGNALS_TIME_H
#define POSIX_SIGNALS_TIME_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>
#include_next <time.h>
#include <pthread_time.h> /* winpthreads': the clocks' names */

#include <posix/export.h>

#ifndef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME 7
#endif

typedef void *timer_t;
struct sigevent; /* <signal.h> */

POSIX_SIGNALS_BEGIN

/* ---- clocks ----------------------------------------------------------------------------------------------------- */

/* Stores the time of a clock. Returns 0, or -1 with EINVAL (no such clock) or EFAULT. [any] XSH clock_getres */
int clock_gettime(clockid_t clock, struct timespec *now) POSIX_SIGNALS_LABEL(clock_gettime);
/* Stores the step in which a clock moves; with a null pointer it only asks whether there is such a clock. Returns
 * 0, or -1 with EINVAL (no such clock) or EFAULT. [any] XSH clock_getres */
int clock_getres(clockid_t clock, struct timespec *resolution) POSIX_SIGNALS_LABEL(clock_getres);
/* Stores the clock of a process's CPU time; pid 0 is the caller. Returns 0 or an error number: EPERM, ESRCH. [any] XSH
 * clock_getcpuclockid */
int clock_getcpuclockid(pid_t pid, clockid_t *clock) POSIX_SIGNALS_LABEL(clock_getcpuclockid);

/* ---- sleeping --------------------------------------------------------------------------------------------------- */

/* Waits until the time has passed. Returns 0, or -1 with EINTR (a handler has run; the time that was left is stored in
 * `remaining` if that is not null), EINVAL (a negative time, or 1,000,000,000 nanoseconds and more) or EFAULT. A
 * cancellation point. [thread] XSH nanosleep */
int nanosleep(const struct timespec *request, struct timespec *remaining) POSIX_SIGNALS_LABEL(nanosleep);
/* Waits until the time has passed by the given clock, or with TIMER_ABSTIME until the clock shows it. A wait until
 * a time of CLOCK_REALTIME follows changes of that clock. Returns 0 or an error number: EINTR (a handler has run;
 * what was left of a relative time is stored in `remaining` if that is not null), EINVAL (a bad time as for
 * nanosleep(), no such clock, CLOCK_THREAD_CPUTIME_ID), ENOTSUP (the CPU time of one thread or of another process),
 * EFAULT, ENOMEM. A cancellation point. [thread] XSH clock_nanosleep */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining)
    POSIX_SIGNALS_LABEL(clock_nanosleep);

/* ---- timers ----------------------------------------------------------------------------------------------------- */

/* Makes a disarmed timer that runs by the given clock, and stores its id. The event says how an expiration is told:
 *   SIGEV_SIGNAL      a signal for the process, with SI_TIMER, the event's value, si_timerid and si_overrun
 *   SIGEV_THREAD_ID   the same for the thread of this process with the Windows id `sigev_notify_thread_id`
 *   SIGEV_THREAD      the function is called in a new thread with the given attributes; the thread is detached and has
 *                     every signal blocked, as with glibc
 *   SIGEV_NONE        nothing
 * A null event is SIGALRM with the timer's id as its value. The signal of a timer is pending once: the expirations
 * that go by until it is taken are its overrun. It counts against RLIMIT_SIGPENDING as long as the timer exists.
 * Returns 0, or -1 with EAGAIN (no room: TIMER_MAX, RLIMIT_SIGPENDING, memory), EINVAL (no such clock or signal; a
 * thread of another process), ENOTSUP (the CPU time of another process) or EFAULT. [thread] XSH timer_create */
int timer_create(clockid_t clock, struct sigevent *__restrict__ event, timer_t *__restrict__ timer)
    POSIX_SIGNALS_LABEL(timer_create);
/* Arms a timer for the given time from now, or with TIMER_ABSTIME for the moment at which its clock shows that
 * time; a moment of CLOCK_REALTIME follows changes of that clock. If the interval is not 0 the timer expires again
 * after each, counted from the first expiration. A zero time disarms it. A signal of the former setting that is
 * still pending is taken back, as on Linux. What timer_gettime() would have told is stored in `former` if that is
 * not null. Returns 0, or -1 with EINVAL (no such timer; a negative time, or 1,000,000,000 nanoseconds and more) or
 * EFAULT. [any] XSH timer_getoverrun */
int timer_settime(timer_t timer, int flags, const struct itimerspec *__restrict__ value,
                  struct itimerspec *__restrict__ former) POSIX_SIGNALS_LABEL(timer_settime);
/* Stores the time until the next expiration, which is 0 for a disarmed timer, and the interval. Returns 0, or -1 with
 * EINVAL (no such timer) or EFAULT. [any] XSH timer_getoverrun */
int timer_gettime(timer_t timer, struct itimerspec *value) POSIX_SIGNALS_LABEL(timer_gettime);
/* Returns the overrun of the timer's signal that was taken last, at most DELAYTIMER_MAX, or -1 with EINVAL (no such
 * timer). [any] XSH timer_getoverrun */
int timer_getoverrun(timer_t timer) POSIX_SIGNALS_LABEL(timer_getoverrun);
/* Ends a timer. A signal of it that is still pending is taken back, as on Linux. Returns 0, or -1 with EINVAL (no such
 * timer). [any] XSH timer_delete */
int timer_delete(timer_t timer) POSIX_SIGNALS_LABEL(timer_delete);

POSIX_SIGNALS_END

#endif
