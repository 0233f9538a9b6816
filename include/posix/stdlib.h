/* <posix/stdlib.h>: <stdlib.h> with the abort() of POSIX.1-2024. */
#ifndef POSIX_SIGNALS_STDLIB_H
#define POSIX_SIGNALS_STDLIB_H
#pragma GCC system_header

#include_next <stdlib.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Ends the process as by SIGABRT, blocked, ignored or not; only a handler that does not return can prevent it. No
 * dialog box, nothing of atexit(), no flushing. assert(), std::terminate() and DLLs that were compiled without this
 * header come here as well. [any] XSH abort */
void abort(void) POSIX_SIGNALS_LABEL(abort) __attribute__((__noreturn__));

POSIX_SIGNALS_END

#endif
