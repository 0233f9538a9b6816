// Processes by handle: posix_pidfd_open_np and its kin. [any]
#include "signal/api/entry.h"

using psig::engine;
using psig::api::result;

extern "C" {

posix_pidfd_t posix_pidfd_open_np(pid_t pid, unsigned flags) {
  if (pid <= 0 || flags != 0) return result(EINVAL);
  posix_pidfd_t pidfd = -1;
  const psig::Errno error = engine()->pidfd_open(pid, &pidfd);
  return error == 0 ? pidfd : result(error);
}

int posix_pidfd_send_signal_np(posix_pidfd_t pidfd, int sig, const siginfo_t *info, unsigned flags) {
  if (psig::api::bad_optional(info)) return result(EFAULT);
  if (flags != 0 || (sig != 0 && !psig::is_signo(sig))) return result(EINVAL);
  return result(engine()->pidfd_send(pidfd, sig, info));
}

int posix_pidfd_close_np(posix_pidfd_t pidfd) { return result(engine()->pidfd_close(pidfd)); }

int posix_process_created_np(posix_pidfd_t pidfd, unsigned long long *created) {
  if (psig::api::bad(created)) return result(EFAULT);
  return result(engine()->pidfd_created(pidfd, created));
}

int posix_pidfd_wait_np(posix_pidfd_t pidfd, int *milliseconds, unsigned *status) {
  if (psig::api::bad_optional(milliseconds) || psig::api::bad_optional(status)) return result(EFAULT);
  bool ended = false;
  const psig::Errno error = engine()->pidfd_wait(pidfd, milliseconds, status, &ended);
  return error == 0 ? (ended ? 1 : 0) : result(error);
}

int posix_kill_outcome_np(posix_pidfd_t process, int *milliseconds, int *outcome) {
  if (psig::api::bad_optional(milliseconds) || psig::api::bad(outcome)) return result(EFAULT);
  return result(engine()->outcome(process, milliseconds, outcome));
}

} // extern "C"
