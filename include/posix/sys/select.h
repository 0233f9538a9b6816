/* <posix/sys/select.h>: <sys/select.h>, over what <posix/poll.h> takes. Tags as in <posix/signal.h>.
 *
 * fd_set is Winsock's, a list of at most FD_SETSIZE members (1,024 unless the program or <winsock2.h>, included
 * before, has said otherwise), so that one source may have both headers. Where <winsock2.h> comes first, select()
 * is Winsock's as far as its arguments go: `nfds` is ignored, a number that is both a socket and a descriptor is
 * the socket, and a connection that failed is in `except`, too. */
#ifndef POSIX_SIGNALS_SYS_SELECT_H
#define POSIX_SIGNALS_SYS_SELECT_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>

#include <time.h>

#include <_bsd_types.h>
#include <_timeval.h>
#include <basetsd.h>

#include <posix/export.h>

#ifdef _WINSOCK2API_
#define POSIX_SIGNALS_SELECT_SOCKETS
#endif

#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif
#ifndef WINAPI /* of <windef.h>, which a Unix source is spared */
#define POSIX_SIGNALS_WINAPI_
#define WINAPI __stdcall
#endif
#include <psdk_inc/_fd_types.h>
#ifdef POSIX_SIGNALS_WINAPI_
#undef POSIX_SIGNALS_WINAPI_
#undef WINAPI
#endif

/* As functions, which look at each argument once; and that of Winsock's for FD_ISSET is in its DLL. */
static __inline__ int posix_fd_index_(SOCKET fd, const fd_set *set) {
  unsigned i;
  for (i = 0; i < set->fd_count; ++i)
    if (set->fd_array[i] == fd) return (int)i;
  return -1;
}
static __inline__ void posix_fd_set_(SOCKET fd, fd_set *set) {
  if (posix_fd_index_(fd, set) < 0 && set->fd_count < sizeof(set->fd_array) / sizeof(*set->fd_array))
    set->fd_array[set->fd_count++] = fd;
}
static __inline__ void posix_fd_clr_(SOCKET fd, fd_set *set) {
  const int at = posix_fd_index_(fd, set);
  unsigned i;
  if (at < 0) return;
  for (i = (unsigned)at; i + 1 < set->fd_count; ++i) set->fd_array[i] = set->fd_array[i + 1];
  --set->fd_count;
}
#undef _FD_SET_WINSOCK_DEFINED
#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#undef FD_ZERO
#define FD_SET(fd, set) posix_fd_set_((SOCKET)(fd), (fd_set *)(set))
#define FD_CLR(fd, set) posix_fd_clr_((SOCKET)(fd), (fd_set *)(set))
#define FD_ISSET(fd, set) (posix_fd_index_((SOCKET)(fd), (fd_set *)(set)) >= 0)
#define FD_ZERO(set) ((void)(((fd_set *)(set))->fd_count = 0))

POSIX_SIGNALS_BEGIN

/* Wait until a member of `read` can be read without waiting (or its end is there), one of `write` written, or one
 * of `except` has out-of-band data; each may be null. The sets then hold those that are, of the numbers below
 * `nfds`.
 *
 * Both wait for the given time, for ever if that is null. select() stores what is left of it, as on Linux;
 * pselect() leaves it alone. pselect() waits with the given signal mask if that is not null: the mask is put in
 * place and taken back without a gap.
 *
 * Return how many members the sets have, 0 when the time is over, or -1 with EINTR (a handler has run, with
 * SA_RESTART or without), EBADF (a member is neither an open descriptor nor a socket), EINVAL (a negative `nfds`,
 * or a bad time), EFAULT or ENOMEM; after an error the sets are as they were. The error is also in
 * WSAGetLastError(), by Winsock's name. Cancellation points. [any] XSH pselect */
#ifdef POSIX_SIGNALS_SELECT_SOCKETS
__typeof__(select) select POSIX_SIGNALS_LABEL(select_sockets); /* its time is const in some versions of <winsock2.h> */
int pselect(int nfds, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time, const sigset_t *mask)
    POSIX_SIGNALS_LABEL(pselect_sockets);
#else
int select(int nfds, fd_set *read, fd_set *write, fd_set *except, struct timeval *time) POSIX_SIGNALS_LABEL(select);
int pselect(int nfds, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time, const sigset_t *mask)
    POSIX_SIGNALS_LABEL(pselect);
#endif

POSIX_SIGNALS_END

#endif
