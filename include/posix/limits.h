/* <posix/limits.h>: <limits.h> with the limits of real-time signals and timers. sysconf() may say more, never less. */
#ifndef POSIX_SIGNALS_LIMITS_H
#define POSIX_SIGNALS_LIMITS_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include_next <limits.h>

#undef _POSIX_RTSIG_MAX
#undef _POSIX_SIGQUEUE_MAX
#undef _POSIX_TIMER_MAX
#undef _POSIX_DELAYTIMER_MAX
#undef RTSIG_MAX
#undef SIGQUEUE_MAX
#define _POSIX_RTSIG_MAX 8
#define _POSIX_SIGQUEUE_MAX 32
#define _POSIX_TIMER_MAX 32
#define _POSIX_DELAYTIMER_MAX 32
#define DELAYTIMER_MAX 2147483647
#define TIMER_MAX 32768
#define RTSIG_MAX 31 /* SIGRTMIN..SIGRTMAX, both counted */
/* No SIGQUEUE_MAX, as on Linux: setrlimit() changes it, sysconf(_SC_SIGQUEUE_MAX) tells it (XBD limits.h). */

#endif
