// isatty, tcgetpgrp, tcsetpgrp, tcgetsid, tcgetwinsize, and read() of a console. [any] but for read() and tcsetpgrp().
#include <posix/termios.h>
#include <posix/unistd.h>

#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

// EBADF before anything else, then what the engine says of the handle.
template <typename Ask> Errno ask(int fd, Ask question) {
  void *handle = api::handle_of(fd);
  return handle == nullptr ? EBADF : question(handle);
}

} // namespace

extern "C" {

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): <io.h> has isatty() and read(), too
int isatty(int fd) { return api::result(ask(fd, engine()->tty_check)) == 0; }

pid_t tcgetpgrp(int fd) {
  pid_t pgid = 0;
  const Errno error = ask(fd, [&pgid](void *handle) { return engine()->tty_getpgrp(handle, &pgid); });
  return error == 0 ? pgid : api::result(error);
}

int tcsetpgrp(int fd, pid_t pgid) {
  return api::result(ask(fd, [pgid](void *handle) { return engine()->tty_setpgrp(handle, pgid); }));
}

pid_t tcgetsid(int fd) {
  pid_t sid = 0;
  const Errno error = ask(fd, [&sid](void *handle) { return engine()->tty_getsid(handle, &sid); });
  return error == 0 ? sid : api::result(error);
}

int tcgetwinsize(int fd, struct winsize *size) {
  struct winsize own = {};
  const Errno error = ask(fd, [&own](void *handle) { return engine()->tty_winsize(handle, &own.ws_col, &own.ws_row); });
  return api::result(error != 0 ? error : api::write_user(size, own));
}

int read(int fd, void *buffer, unsigned count) {
  constexpr unsigned kMost = 0x7FFFFFFF;
  void *handle = api::handle_of(fd);
  std::size_t got = 0;
  Errno error = ENOTTY;
  engine()->cancel_point();
  if (handle != nullptr && count <= kMost && !api::bad(buffer)) {
    const int saved = errno;
    error = api::cancellable([&] { return engine()->tty_read(handle, buffer, count, &got); });
    errno = saved;
  }
  if (error == ENOTTY) return _read(fd, buffer, count); // everything else is the C run-time's
  return error == 0 ? static_cast<int>(got) : api::result(error);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)

} // extern "C"
