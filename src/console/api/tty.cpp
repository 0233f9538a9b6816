// isatty, tcgetpgrp, tcsetpgrp, tcgetsid, tcgetwinsize. [any] but for tcsetpgrp().
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

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): <io.h> has isatty(), too
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

// NOLINTEND(readability-inconsistent-declaration-parameter-name)

} // extern "C"
