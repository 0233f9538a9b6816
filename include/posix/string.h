/* <posix/string.h>: <string.h> with the names of signals. [any], also in a handler. */
#ifndef POSIX_SIGNALS_STRING_H
#define POSIX_SIGNALS_STRING_H
#pragma GCC system_header

#include_next <string.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

char *strsignal(int sig) POSIX_SIGNALS_LABEL(strsignal); /* "Interrupt", "Unknown signal 99" XSH strsignal */
const char *sigabbrev_np(int sig) POSIX_SIGNALS_LABEL(sigabbrev_np); /* "INT"; null for no or a real-time signal */
const char *sigdescr_np(int sig) POSIX_SIGNALS_LABEL(sigdescr_np);   /* "Interrupt"; null likewise. glibc 2.32 */

POSIX_SIGNALS_END

#endif
