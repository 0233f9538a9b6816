/* <posix/fcntl.h>: of <fcntl.h>, the flags of descriptors and fcntl(). open() is the C run-time's.
 *
 * Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_FCNTL_H
#define POSIX_SIGNALS_FCNTL_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>
#include_next <fcntl.h>

#include <posix/export.h>

#ifndef O_ACCMODE
#define O_ACCMODE 3
#endif
#ifndef O_CLOEXEC
#define O_CLOEXEC 0x0080 /* the C run-time's O_NOINHERIT: a child does not get the descriptor */
#endif
/* Of pipes: a call that would wait fails with EAGAIN. A flag of the pipe's end, so of all its descriptors, in whatever
 * process. open() does not know it. */
#ifndef O_NONBLOCK
#define O_NONBLOCK 0x0800
#endif

/* Linux's numbers. */
#ifndef F_DUPFD
#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 1030
#endif
#ifndef FD_CLOEXEC
#define FD_CLOEXEC 1
#endif

POSIX_SIGNALS_BEGIN

/* Does to a descriptor what the command says:
 *   F_DUPFD, F_DUPFD_CLOEXEC   copies it to the lowest number that is free and not below the third argument
 *   F_GETFD, F_SETFD           returns, or sets, FD_CLOEXEC
 *   F_GETFL                    returns the access mode and O_NONBLOCK
 *   F_SETFL                    sets or clears O_NONBLOCK of a pipe; other flags are left alone
 * Returns the copy, the flags or 0, or -1 with EBADF, EINVAL (another command; a bad number; O_NONBLOCK where it
 * cannot be had) or EMFILE. [any] XSH fcntl */
int fcntl(int fd, int command, ...) POSIX_SIGNALS_LABEL(fcntl);

POSIX_SIGNALS_END

#endif
