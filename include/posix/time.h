/* <posix/time.h>: <time.h> with a nanosleep() that a signal interrupts. */
#ifndef POSIX_SIGNALS_TIME_H
#define POSIX_SIGNALS_TIME_H
#pragma GCC system_header

#include <posix/sys/types.h>
#include_next <time.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Sleep. -1 with EINTR when a handler has run (`remaining`, if given, is what was left), EINVAL for a time that is
 * negative or has 1,000,000,000 nanoseconds and more, EFAULT for none. [thread] XSH nanosleep */
int nanosleep(const struct timespec *request, struct timespec *remaining) POSIX_SIGNALS_LABEL(nanosleep);

POSIX_SIGNALS_END

#endif
