/* <posix/stdio.h>: <stdio.h> with the popen() and pclose() of POSIX.1-2024. */
#ifndef POSIX_SIGNALS_STDIO_H
#define POSIX_SIGNALS_STDIO_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include_next <stdio.h>

#include <posix/export.h>

#undef popen
#undef pclose

POSIX_SIGNALS_BEGIN

/* Starts `COMSPEC /c command`, a child like those of posix_spawn(), with a pipe at its standard output (mode "r") or
 * input ("w"). "b" or "t" behind it ask for the C run-time's translation, and "e" is accepted. Returns the stream at
 * the other end, or null with EINVAL (mode), EMFILE, EAGAIN, ENOMEM, E2BIG or EFAULT. [thread] XSH popen */
FILE *popen(const char *command, const char *mode) POSIX_SIGNALS_LABEL(popen);
/* Closes a stream of popen() and waits for its child. Returns the status as waitpid() stores it, 127 << 8 where the
 * shell could not be run, or -1 with ECHILD (it is no stream of popen()'s, or its child has been waited for).
 * [thread] XSH pclose */
int pclose(FILE *stream) POSIX_SIGNALS_LABEL(pclose);

POSIX_SIGNALS_END

#endif
