// Processes by handle: posix_pidfd_open_np and its like. [any]
#include "signal/api/result.h"

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
  siginfo_t own;
  if (info != nullptr && psig::api::read_user(&own, info) != 0) return result(EFAULT);
  if (flags != 0 || (sig != 0 && !psig::is_signo(sig))) return result(EINVAL);
  return result(engine()->pidfd_send(pidfd, sig, info != nullptr ? &own : nullptr));
}

int posix_pidfd_close_np(posix_pidfd_t pidfd) { return result(engine()->pidfd_close(pidfd)); }

int posix_process_created_np(posix_pidfd_t pidfd, unsigned long long *created) {
  unsigned long long own = 0;
  const psig::Errno error = engine()->pidfd_created(pidfd, &own);
  return result(error != 0 ? error : psig::api::write_user(created, own));
}

int posix_pidfd_wait_np(posix_pidfd_t pidfd, int *milliseconds, unsigned *status) {
  bool ended = false;
  unsigned own = 0;
  psig::Errno error =
      psig::api::in_place(milliseconds, [&](int *left) { return engine()->pidfd_wait(pidfd, left, &own, &ended); });
  if (error == 0 && ended && status != nullptr) error = psig::api::write_user(status, own);
  return error == 0 ? (ended ? 1 : 0) : result(error);
}

int posix_kill_outcome_np(posix_pidfd_t process, int *milliseconds, int *outcome) {
  if (psig::api::bad(outcome)) return result(EFAULT);
  int own = 0;
  const psig::Errno error =
      psig::api::in_place(milliseconds, [&](int *left) { return engine()->outcome(process, left, &own); });
  return result(error != 0 ? error : psig::api::write_user(outcome, own));
}

} // extern "C"
