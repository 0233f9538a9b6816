/* <posix/stdio.h>: <stdio.h> with the popen() and pclose() of POSIX.1-2024. */
#ifndef POSIX_SIGNALS_STDIO_H
#define POSIX_SIGNALS_STDIO_H
#pragma GCC system_header

#include_next <stdio.h>

#include <posix/export.h>

#undef popen
#undef pclose

POSIX_SIGNALS_BEGIN

/* A stream from ("r") or to ("w") `COMSPEC /c command`, which is a child like those of posix_spawn(); with "b" or "t"
 * for the C run-time's translation, "e" is accepted. Null with EINVAL (mode), EMFILE, EAGAIN, ENOMEM, E2BIG, EFAULT.
 * [thread] XSH popen */
FILE *popen(const char *command, const char *mode) POSIX_SIGNALS_LABEL(popen);
/* Closes it and waits for the child: its status as waitpid() stores it, 127 << 8 where the shell could not be run. -1
 * with ECHILD: not a stream of popen(), or its child has been waited for. [thread] XSH pclose */
int pclose(FILE *stream) POSIX_SIGNALS_LABEL(pclose);

POSIX_SIGNALS_END

#endif
