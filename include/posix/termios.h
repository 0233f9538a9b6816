/* <posix/termios.h>: what <termios.h> of POSIX.1-2024 says about sessions and the window, for consoles. There is no
 * overlay of it: a <termios.h> without tcgetattr() would promise too much to configure scripts.
 *
 * Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_TERMIOS_H
#define POSIX_SIGNALS_TERMIOS_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>

#include <posix/export.h>

struct winsize {
  unsigned short ws_row, ws_col;
};

POSIX_SIGNALS_BEGIN

/* Returns the session of the console behind a descriptor, which is the caller's own, or -1 with EBADF or ENOTTY.
 * [thread] XSH tcgetsid */
pid_t tcgetsid(int fd) POSIX_SIGNALS_LABEL(tcgetsid);
/* Stores the size of the window in characters, not that of the buffer behind it. Returns 0, or -1 with EBADF, EFAULT
 * or ENOTTY. [thread] XSH tcgetwinsize */
int tcgetwinsize(int fd, struct winsize *size) POSIX_SIGNALS_LABEL(tcgetwinsize);

POSIX_SIGNALS_END

#endif
