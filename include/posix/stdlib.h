/* <posix/stdlib.h>: <stdlib.h> with the abort() and system() of POSIX.1-2024. */
#ifndef POSIX_SIGNALS_STDLIB_H
#define POSIX_SIGNALS_STDLIB_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include_next <stdlib.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Ends the process as by SIGABRT, blocked, ignored or not; only a handler that does not return can prevent it. No
 * dialog box, nothing of atexit(), no flushing. assert(), std::terminate() and DLLs that were compiled without this
 * header come here as well. [any] XSH abort */
void abort(void) POSIX_SIGNALS_LABEL(abort) __attribute__((__noreturn__));

/* Runs `COMSPEC /c command` and waits until it has ended. Meanwhile the process ignores SIGINT and SIGQUIT, and the
 * thread blocks SIGCHLD. Returns its status for the macros of <posix/sys/wait.h>, 127 << 8 where that program cannot
 * be run, or -1 with EAGAIN, ECHILD, ENOMEM, E2BIG or EFAULT; of a null command whether there is such a program. A
 * cancellation point. [thread] XSH system */
int system(const char *command) POSIX_SIGNALS_LABEL(system);

POSIX_SIGNALS_END

#endif
