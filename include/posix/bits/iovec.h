/* struct iovec: for <sys/socket.h> and <sys/uio.h>. */
#ifndef POSIX_SIGNALS_BITS_IOVEC_H
#define POSIX_SIGNALS_BITS_IOVEC_H
#pragma GCC system_header

#include <stddef.h>

struct iovec {
  void *iov_base;
  size_t iov_len;
};

#endif
