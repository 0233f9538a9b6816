// write and writev (XSH write, writev): the C run-time's own, with its text mode and its locks, whose waits handlers
// interrupt (interrupt/crt_io.h). If nobody reads any more, the calling thread gets SIGPIPE and EPIPE, where the C
// run-time says EINVAL. [thread]
#include <io.h>
#include <stdlib.h>

#include <posix/unistd.h>

#include "interrupt/api/transfer.h"
#include "nt/ipc/pipe_mode.h"

using namespace psig;

namespace {

// A file on another machine may fail with the same.
bool is_connection(void *handle) { return handle != nullptr && nt::handle_kind(handle) == nt::HandleKind::kPipe; }

// 0: what the C run-time says.
Errno errno_of(void *handle, unsigned long os_error) {
  switch (os_error) {
  case win32::kBrokenPipe:
  case win32::kNoData:
  case win32::kPipeNotConnected: return EPIPE;
  case win32::kConnectionAborted: return is_connection(handle) ? EPIPE : 0;
  case win32::kNetnameDeleted: return is_connection(handle) ? ECONNRESET : 0;
  case win32::kAccessDenied: return EBADF; // not open for writing
  case win32::kNoAccess: return EFAULT;
  default: return 0;
  }
}

// So many characters of the caller's went as so many bytes: in text mode a line feed is two.
unsigned characters(const api::Part &part) {
  if (!part.told.translated) return part.told.moved;
  unsigned count = 0;
  for (unsigned bytes = 0; count < part.count; ++count) {
    bytes += part.bytes[count] == '\n' ? 2 : 1;
    if (bytes > part.told.moved) break;
  }
  return count;
}

int failed(const api::Part &part) {
  const Errno error = errno_of(api::handle_of(part.fd), part.os_error);
  if (error == EPIPE) (void)engine()->raise(SIGPIPE);
  return error == 0 ? -1 : api::result(error);
}

} // namespace

extern "C" {

// By its symbol: the CRT's header has declared the name first.
int posix_write(int fd, const void *buffer, unsigned count);
int posix_write(int fd, const void *buffer, unsigned count) {
  engine()->cancel_point();
  if (count <= api::kMostBytes)
    if (const Errno error = api::readable(buffer, count))
      return api::result(api::bad_descriptor_or(error, fd, O_RDONLY));
  api::Part part{fd, const_cast<char *>(static_cast<const char *>(buffer)), count, 0, 0, {}};
  const Errno error = api::cancellable([&part] { return api::transfer(api::crt_part<_write>, &part); });
  if (part.result > 0) return part.result; // data wins
  // Wine's C run-time has no count where the system took less than it was given.
  if (part.told.moved != 0) {
    if (errno_of(api::handle_of(fd), part.os_error) == EPIPE) (void)engine()->raise(SIGPIPE); // as Linux
    return static_cast<int>(characters(part));
  }
  if (error != 0) return api::result(error);
  if (part.result < 0 && part.os_error == 0 && count != 0 && !nt::pipe_waits(api::handle_of(fd)))
    return api::result(EAGAIN);
  return part.result == 0 && count != 0 && !nt::pipe_waits(api::handle_of(fd)) ? api::result(EAGAIN)
         : part.result == 0                                                    ? 0
                                                                               : failed(part);
}

} // extern "C"
