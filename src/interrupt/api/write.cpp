// write (XSH write): the CRT's own, with its text mode and its locks, but for a pipe that nobody reads: SIGPIPE for the
// calling thread and EPIPE, where the CRT says EINVAL. [thread]
#include <io.h>
#include <stdlib.h>

#include <posix/unistd.h>

#include "signal/api/descriptor.h"
#include "signal/api/entry.h"

using namespace psig;

namespace {

// winerror.h: the other end is closed, is closing, was disconnected.
constexpr unsigned long kBrokenPipe = 109, kNoData = 232, kPipeNotConnected = 233;

bool nobody_reads(unsigned long os_error) {
  return os_error == kBrokenPipe || os_error == kNoData || os_error == kPipeNotConnected;
}

} // namespace

extern "C" {

// By its symbol: the CRT's header has declared the name first.
int posix_write(int fd, const void *buffer, unsigned count);
int posix_write(int fd, const void *buffer, unsigned count) {
  if (count != 0 && api::bad(buffer)) return api::result(EFAULT);
  const api::NoParameterChecks quietly;
  _doserrno = 0; // a bad descriptor may leave the former one
  const int written = _write(fd, buffer, count);
  if (written >= 0 || !nobody_reads(_doserrno)) return written;
  (void)engine()->raise(SIGPIPE);
  return api::result(EPIPE);
}

} // extern "C"
