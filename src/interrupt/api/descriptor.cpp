// close, dup, dup2, dup3, pipe, pipe2, fcntl (XSH pages of those names): the C run-time's descriptors. [any], as far as
// the C run-time's lock of a descriptor lets them.
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>

#include <posix/fcntl.h>
#include <posix/unistd.h>

#include "nt/ipc/pipe_mode.h"
#include "nt/system/file.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr int kPipeRoom = 65536; // as on Linux

// While another thread may be waiting in it.
class Closing {
public:
  explicit Closing(void *handle) : handle_(handle) {
    if (handle_ != nullptr) engine()->closing(handle_, true);
  }
  ~Closing() {
    if (handle_ != nullptr) engine()->closing(handle_, false);
  }
  Closing(const Closing &) = delete;
  Closing &operator=(const Closing &) = delete;

private:
  void *handle_;
};

int crt_close(int fd) {
  const api::NoParameterChecks quietly;
  return _close(fd);
}

int duplicate(int from, int to) {
  if (api::handle_of(from) == nullptr || to < 0) return api::result(EBADF);
  if (from == to) return to;
  const Closing closed(api::handle_of(to));
  const api::NoParameterChecks quietly;
  const int saved = errno;
  if (_dup2(from, to) != 0) return api::result(EBADF);
  errno = saved;
  return to;
}

bool close_on_exec(int fd, bool on) { return nt::handle_set_inherited(api::handle_of(fd), !on); }

// A descriptor of at least this number: those below are taken meanwhile.
int duplicate_from(int fd, int least) {
  constexpr int kMost = 2048;
  if (least < 0 || least >= kMost) return api::result(EINVAL);
  const api::NoParameterChecks quietly;
  int taken[kMost], count = 0, found = -1;
  while ((found = _dup(fd)) >= 0 && found < least) taken[count++] = found;
  const int error = errno;
  for (int n = 0; n < count; ++n) (void)_close(taken[n]);
  if (found < 0) errno = error;
  return found;
}

int set_status(int fd, int flags) {
  void *handle = api::handle_of(fd);
  const bool waits = (flags & O_NONBLOCK) == 0;
  if (nt::pipe_waits(handle) == waits || nt::pipe_wait_set(handle, waits)) return 0;
  return waits ? 0 : api::result(EINVAL); // no pipe: nothing here ever waits, or nothing can be done about it
}

} // namespace

extern "C" {

// By their symbols: the CRT's header has declared the names first, some with other types.
int posix_close(int fd);
int posix_dup(int fd);
int posix_dup2(int from, int to);
int posix_dup3(int from, int to, int flags);
int posix_pipe(int fds[2]);
int posix_pipe2(int fds[2], int flags);
int posix_fcntl(int fd, int command, ...);

int posix_close(int fd) {
  engine()->cancel_point();
  void *handle = api::handle_of(fd);
  if (handle == nullptr) return api::result(EBADF);
  const Closing closed(handle);
  return crt_close(fd);
}

int posix_dup(int fd) {
  if (api::handle_of(fd) == nullptr) return api::result(EBADF);
  const api::NoParameterChecks quietly;
  return _dup(fd);
}

int posix_dup2(int from, int to) { return duplicate(from, to); }

int posix_dup3(int from, int to, int flags) {
  if (from == to || (flags & ~O_CLOEXEC) != 0) return api::result(EINVAL);
  const int made = duplicate(from, to);
  if (made >= 0 && flags != 0) (void)close_on_exec(made, true);
  return made;
}

int posix_pipe2(int fds[2], int flags) {
  if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) return api::result(EINVAL);
  int made[2] = {-1, -1};
  if (const Errno error = engine()->user_copy(made, fds, sizeof made)) return api::result(error);
  if (_pipe(made, kPipeRoom, _O_BINARY | ((flags & O_CLOEXEC) != 0 ? _O_NOINHERIT : 0)) != 0) return -1;
  if ((flags & O_NONBLOCK) != 0)
    for (const int fd : made) (void)set_status(fd, flags);
  const Errno told = engine()->user_copy(fds, made, sizeof made);
  if (told == 0) return 0;
  for (const int fd : made) (void)crt_close(fd);
  return api::result(told);
}

int posix_pipe(int fds[2]) { return posix_pipe2(fds, 0); }

int posix_fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const int argument = command == F_GETFD || command == F_GETFL ? 0 : va_arg(arguments, int);
  va_end(arguments);
  void *handle = api::handle_of(fd);
  if (handle == nullptr) return api::result(EBADF);
  switch (command) {
  case F_DUPFD: return duplicate_from(fd, argument);
  case F_DUPFD_CLOEXEC: {
    const int made = duplicate_from(fd, argument);
    if (made >= 0) (void)close_on_exec(made, true);
    return made;
  }
  case F_GETFD: return nt::handle_inherited(handle) ? 0 : FD_CLOEXEC;
  case F_SETFD: return close_on_exec(fd, (argument & FD_CLOEXEC) != 0) ? 0 : api::result(EINVAL);
  case F_GETFL: return nt::handle_access(handle) | (nt::pipe_waits(handle) ? 0 : O_NONBLOCK);
  case F_SETFL: return set_status(fd, argument);
  default: return api::result(EINVAL);
  }
}

} // extern "C"
