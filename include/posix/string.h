/* <posix/string.h>: <string.h> with the names of signals. [any], also in a handler. */
#ifndef POSIX_SIGNALS_STRING_H
#define POSIX_SIGNALS_STRING_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include_next <string.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Returns the description of a signal, such as "Interrupt", or "Unknown signal 99". XSH strsignal */
char *strsignal(int sig) POSIX_SIGNALS_LABEL(strsignal);
/* Return the name of a signal without SIG, such as "INT", and its description; null if it is none, or a real-time one.
 * glibc 2.32 */
const char *sigabbrev_np(int sig) POSIX_SIGNALS_LABEL(sigabbrev_np);
const char *sigdescr_np(int sig) POSIX_SIGNALS_LABEL(sigdescr_np);

POSIX_SIGNALS_END

#endif
