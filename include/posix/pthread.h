/* <posix/pthread.h>: <pthread.h> of winpthreads with the signal functions of <posix/signal.h>.
 *
 * Of winpthreads' own, pthread_kill() cancels the thread and pthread_sigmask() is a macro that does nothing;
 * neither is left after this header, whichever was included first. */
#ifndef POSIX_SIGNALS_PTHREAD_H
#define POSIX_SIGNALS_PTHREAD_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/signal.h>
#include_next <pthread.h>

#undef pthread_sigmask
#undef pthread_kill
#undef pthread_getcpuclockid

POSIX_SIGNALS_BEGIN

/* Stores the clock of a thread's CPU time (<time.h>). Returns 0 or an error number: ESRCH. [any] XSH
 * pthread_getcpuclockid */
int pthread_getcpuclockid(pthread_t thread, clockid_t *clock) POSIX_SIGNALS_LABEL(pthread_getcpuclockid);

POSIX_SIGNALS_END

#endif
