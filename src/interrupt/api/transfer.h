// What read() and write() share: one call of the C run-time's, with descriptor and buffer.
#pragma once

#include <fcntl.h>

#include "base/win32_error.h"
#include "nt/system/file.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"
#include "signal/thread.h"

namespace psig::api {

inline constexpr unsigned kMostBytes = 0x7FFFFFFF;

struct Part {
  int fd;
  char *bytes;
  unsigned count;
  int result;
  unsigned long os_error; // of a result below 0
  DescriptorIo told;
};

// The Part by `call`, which is _read() or _write(), and what the system said of a failure.
template <auto call> void crt_part(void *argument) {
  auto *part = static_cast<Part *>(argument);
  const NoParameterChecks quietly;
  _doserrno = 0; // a bad descriptor may leave the former one
  part->result = call(part->fd, part->bytes, part->count);
  part->os_error = part->result < 0 ? _doserrno : 0;
}

// `io` with the Part, under the engine's eyes. ECANCELED where nothing has been moved.
inline Errno transfer(void (*io)(void *), Part *part) {
  part->told = {part->bytes, 0, false};
  const Errno error = engine()->descriptor_call(io, part, &part->told);
  return error == ECANCELED && (part->result > 0 || part->told.moved != 0) ? 0 : error;
}

// Of a call that fails for another reason, or moves nothing: a descriptor that is none, or is not open for this, comes
// first, as on Linux.
inline Errno bad_descriptor_or(Errno otherwise, int fd, int the_other_way) {
  void *handle = handle_of(fd);
  return handle == nullptr || nt::handle_access(handle) == the_other_way ? EBADF : otherwise;
}

// What the C run-time takes for a character device: no question to the system.
inline bool is_terminal(int fd) {
  const NoParameterChecks quietly;
  return _isatty(fd) != 0;
}

} // namespace psig::api
