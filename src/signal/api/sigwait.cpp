// sigsuspend, pause, sigwait, sigwaitinfo, sigtimedwait (XSH pages of those names); all are
// cancellation points. [thread]
#include <posix/unistd.h>

#include "signal/api/result.h"

using namespace psig;

namespace {

// The signal's number; -1 with errno.
int accept_signal(const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
  if (api::bad(set) || api::bad_optional(timeout)) return api::result(EFAULT);
  siginfo_t own;
  siginfo_t *const out = info != nullptr ? info : &own;
  const Errno error = api::cancellable([=] { return engine()->timedwait(set, out, timeout); });
  return error == 0 ? out->si_signo : api::result(error);
}

int suspend(const sigset_t *mask) {
  return api::result(api::cancellable([=] { return engine()->suspend(mask); }));
}

} // namespace

extern "C" {

int sigsuspend(const sigset_t *mask) { return api::bad(mask) ? api::result(EFAULT) : suspend(mask); }

int pause(void) { return suspend(nullptr); }

// A handler that runs meanwhile is no reason to return: EINTR is not among sigwait's errors.
int sigwait(const sigset_t *set, int *sig) {
  if (api::bad(set) || api::bad(sig)) return EFAULT;
  siginfo_t info;
  Errno error;
  do error = api::cancellable([&] { return engine()->timedwait(set, &info, nullptr); });
  while (error == EINTR);
  if (error == 0) *sig = info.si_signo;
  return error;
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info) { return accept_signal(set, info, nullptr); }

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
  return accept_signal(set, info, timeout);
}

} // extern "C"
