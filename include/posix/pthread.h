/* <posix/pthread.h>: <pthread.h> of winpthreads with the signal functions of <posix/signal.h>.
 *
 * Of winpthreads' own, pthread_kill() cancels the thread and pthread_sigmask() is a macro that does nothing; neither is
 * left after this header, whichever was included first. */
#ifndef POSIX_SIGNALS_PTHREAD_H
#define POSIX_SIGNALS_PTHREAD_H
#pragma GCC system_header

#include <posix/signal.h>
#include_next <pthread.h>

#undef pthread_sigmask
#undef pthread_kill

#endif
