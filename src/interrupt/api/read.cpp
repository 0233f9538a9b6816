// read and readv (XSH read, readv): the C run-time's own, whose waits handlers interrupt (interrupt/crt_io.h). From a
// console they read a line, or keys. [thread]
#include <io.h>
#include <stdlib.h>

#include <posix/unistd.h>

#include "interrupt/api/transfer.h"

using namespace psig;

namespace {

Errno read_console(int fd, void *buffer, unsigned count, int *result) {
  void *handle = api::handle_of(fd);
  std::size_t got = 0;
  const Errno error = api::cancellable([&] { return engine()->tty_read(handle, buffer, count, &got); });
  *result = static_cast<int>(got);
  return error;
}

// The C run-time has set errno.
int failed(const api::Part &part) {
  switch (part.os_error) {
  case win32::kAccessDenied: return api::result(EBADF); // not open for reading
  case win32::kNoAccess: return api::result(api::bad_descriptor_or(EFAULT, part.fd, O_WRONLY));
  case win32::kNoData: return api::result(EAGAIN);
  default: return -1;
  }
}

} // namespace

extern "C" {

// By its symbol: the CRT's header has declared the name first.
int posix_read(int fd, void *buffer, unsigned count);
int posix_read(int fd, void *buffer, unsigned count) {
  engine()->cancel_point();
  const int saved = errno;
  Errno error = count <= api::kMostBytes ? api::readable(buffer, count) : 0;
  if (error != 0 || count == 0) error = api::bad_descriptor_or(error, fd, O_WRONLY);
  if (error != 0) return api::result(error);
  if (count <= api::kMostBytes && api::is_terminal(fd)) {
    int result = 0;
    error = read_console(fd, buffer, count, &result);
    if (error == 0) errno = saved;
    if (error != ENOTTY) return error == 0 ? result : api::result(error);
  }
  api::Part part{fd, static_cast<char *>(buffer), count, 0, 0, {}};
  error = api::cancellable([&part] { return api::transfer(api::crt_part<_read>, &part); });
  if (part.result >= 0) return part.result; // data wins
  return error != 0 ? api::result(error) : failed(part);
}

} // extern "C"
