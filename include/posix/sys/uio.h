/* <posix/sys/uio.h>: the whole of <sys/uio.h>. Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_UIO_H
#define POSIX_SIGNALS_SYS_UIO_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <stddef.h>

#include <posix/sys/types.h>

#include <posix/bits/iovec.h>
#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Read into several buffers and write from them, in their order, as read() and write() do with one. What is no
 * longer than a pipe's atomic write (4,096 bytes) goes in one piece. A longer readv() returns after the first
 * buffer that was not filled. Return as read() and write(), and fail also with EINVAL (a count below 0 or above
 * IOV_MAX, 1,024; more bytes than ssize_t holds). Cancellation points. [thread] XSH readv, writev */
ssize_t readv(int fd, const struct iovec *buffers, int count) POSIX_SIGNALS_LABEL(readv);
ssize_t writev(int fd, const struct iovec *buffers, int count) POSIX_SIGNALS_LABEL(writev);

POSIX_SIGNALS_END

#endif
