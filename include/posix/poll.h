/* <posix/poll.h>: <poll.h>, over descriptors of the C run-time (files, pipes, the console, and sockets that
 * _open_osfhandle() has made descriptors of) and Winsock's sockets by their handles. Tags as in <posix/signal.h>.
 *
 * Which is meant by a number: an open descriptor, if there is one; otherwise the socket whose handle it is
 * (docs/porting.md). Where <winsock2.h> has been included before, its struct pollfd stands, whose fd is a SOCKET,
 * and a number that is both is the socket. The events have Winsock's values in both cases. */
#ifndef POSIX_SIGNALS_POLL_H
#define POSIX_SIGNALS_POLL_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>

#include <time.h>

#include <posix/export.h>

#if defined(_WINSOCK2API_) && defined(POLLRDNORM)
#define POSIX_SIGNALS_POLL_SOCKETS
#else
struct pollfd {
  int fd; /* below 0: not looked at */
  short events;
  short revents;
};
#define POLLRDNORM 0x0100
#define POLLRDBAND 0x0200
#define POLLIN (POLLRDNORM | POLLRDBAND)
#define POLLPRI 0x0400

#define POLLWRNORM 0x0010
#define POLLOUT (POLLWRNORM)
#define POLLWRBAND 0x0020

#define POLLERR 0x0001
#define POLLHUP 0x0002
#define POLLNVAL 0x0004
#endif

typedef unsigned long nfds_t;

POSIX_SIGNALS_BEGIN

/* Wait until one of `count` descriptors is ready for what its `events` name: POLLIN (data, a connection to accept,
 * the end of a stream), POLLPRI (out-of-band data), POLLOUT. `revents` says for what, and unasked: POLLERR (a write
 * end whose readers have gone; a connection that was reset or refused), POLLHUP (a read end whose writers have
 * gone; such a connection), POLLNVAL (neither an open descriptor nor a socket). Files, the NUL device and a
 * console's output are always ready; a console's input is when a line is complete, or without line mode any key.
 *
 * poll() waits for the given milliseconds, for ever if they are below 0. ppoll() waits for the given time, for ever
 * if that is null, and with the given signal mask if that is not null: the mask is put in place and taken back
 * without a gap. A socket that is closed meanwhile is POLLNVAL at once.
 *
 * Return how many have something in `revents`, 0 when the time is over, or -1 with EINTR (a handler has run, with
 * SA_RESTART or without), EINVAL (a bad time, or more than 1,048,576 descriptors), EFAULT or ENOMEM. Cancellation
 * points. [any] XSH poll */
#ifdef POSIX_SIGNALS_POLL_SOCKETS
int poll(struct pollfd *fds, nfds_t count, int milliseconds) POSIX_SIGNALS_LABEL(poll_sockets);
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask)
    POSIX_SIGNALS_LABEL(ppoll_sockets);
#else
int poll(struct pollfd *fds, nfds_t count, int milliseconds) POSIX_SIGNALS_LABEL(poll);
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask)
    POSIX_SIGNALS_LABEL(ppoll);
#endif

POSIX_SIGNALS_END

#endif
