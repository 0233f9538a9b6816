/* <posix/semaphore.h>: POSIX semaphores, which handlers may post and signals may interrupt. XSH sem_*, XBD
 * semaphore.h
 *
 * They are not those of winpthreads, whose sem_post() is not async-signal-safe: their <semaphore.h> and this one
 * cannot be included together. A waiting thread runs handlers; with SA_RESTART the wait goes on, as on Linux. */
#ifndef POSIX_SIGNALS_SEMAPHORE_H
#define POSIX_SIGNALS_SEMAPHORE_H
#pragma GCC system_header
#include <posix/bits/target.h>

#ifdef WIN_PTHREADS_SEMAPHORE_H
#error "<semaphore.h> of winpthreads has been included before <posix/semaphore.h>"
#endif
#define WIN_PTHREADS_SEMAPHORE_H /* and it will not be */

#include <posix/sys/types.h>
#include <time.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

typedef struct posix_semaphore {
  unsigned long long state; /* waiters, value */
  unsigned kind, reserved;
  unsigned long long id; /* of one between processes */
  void *wake;
} sem_t;

#define SEM_FAILED ((sem_t *)0)
#define _POSIX_SEM_VALUE_MAX 32767
#define _POSIX_SEM_NSEMS_MAX 256
#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 2147483647
#endif

/* Makes *sem a semaphore with the given value. If `pshared` is not 0 the threads of every process that maps the memory
 * may use it. Returns 0, or -1 with EINVAL (a value above SEM_VALUE_MAX). [any] XSH sem_init */
int sem_init(sem_t *sem, int pshared, unsigned value) POSIX_SIGNALS_LABEL(sem_init);
/* Ends a semaphore of sem_init() for which nobody waits. Returns 0, or -1 with EINVAL (no semaphore). [any] XSH
 * sem_destroy */
int sem_destroy(sem_t *sem) POSIX_SIGNALS_LABEL(sem_destroy);
/* Adds one to the value, and wakes a thread that waits. Returns 0, or -1 with EINVAL (no semaphore) or EOVERFLOW (the
 * value is SEM_VALUE_MAX). [any] XSH sem_post */
int sem_post(sem_t *sem) POSIX_SIGNALS_LABEL(sem_post);
/* Takes one from the value, and waits while that is 0. Returns 0, or -1 with EINTR (a handler without SA_RESTART has
 * run) or EINVAL (no semaphore). A cancellation point. [thread] XSH sem_trywait */
int sem_wait(sem_t *sem) POSIX_SIGNALS_LABEL(sem_wait);
/* Takes one from the value if that is not 0. Returns 0, or -1 with EAGAIN (it is 0) or EINVAL (no semaphore). [any]
 * XSH sem_trywait */
int sem_trywait(sem_t *sem) POSIX_SIGNALS_LABEL(sem_trywait);
/* Takes one from the value, and waits while that is 0, until CLOCK_REALTIME shows the given time. Returns 0, or -1
 * with ETIMEDOUT, EINTR (as sem_wait()) or EINVAL (no semaphore; nanoseconds below 0 or above 999,999,999, also
 * where it need not wait). A cancellation point. [thread] XSH sem_timedwait */
int sem_timedwait(sem_t *sem, const struct timespec *abstime) POSIX_SIGNALS_LABEL(sem_timedwait);
/* The same by the given clock, CLOCK_REALTIME or CLOCK_MONOTONIC. EINVAL also for another clock. [thread] XSH
 * sem_clockwait */
int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *abstime) POSIX_SIGNALS_LABEL(sem_clockwait);
/* Stores the value, which is 0 while threads wait. Returns 0, or -1 with EINVAL (no semaphore). [any] XSH
 * sem_getvalue */
int sem_getvalue(sem_t *sem, int *value) POSIX_SIGNALS_LABEL(sem_getvalue);

/* Opens the semaphore that has this name among the user's processes. With O_CREAT among the flags, which a mode and
 * a value follow, it is made if there is none; with O_EXCL it must be new. Whatever the mode says, the user alone
 * has access. The semaphore lasts until sem_unlink(), and no longer than the directory for temporary files. Returns
 * its address, the same at each call, or SEM_FAILED with ENOENT, EEXIST, EINVAL (an empty name; a slash elsewhere
 * than at its beginning; a value above SEM_VALUE_MAX), ENAMETOOLONG, EACCES, EMFILE, ENOMEM or ENOSPC. [thread] XSH
 * sem_open */
sem_t *sem_open(const char *name, int flags, ...) POSIX_SIGNALS_LABEL(sem_open);
/* Ends this process's use of a semaphore when it has been called as often as sem_open(). Returns 0, or -1 with EINVAL
 * (no semaphore). [thread] XSH sem_close */
int sem_close(sem_t *sem) POSIX_SIGNALS_LABEL(sem_close);
/* Removes the name of a semaphore; those who have it open keep it. Returns 0, or -1 with ENOENT, ENAMETOOLONG or
 * EACCES. [thread] XSH sem_unlink */
int sem_unlink(const char *name) POSIX_SIGNALS_LABEL(sem_unlink);

POSIX_SIGNALS_END

#endif
