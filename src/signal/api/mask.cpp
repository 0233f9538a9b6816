// sigprocmask, pthread_sigmask, sigpending (XSH pages of those names). [any]
#include "signal/api/result.h"

using namespace psig;

extern "C" {

int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) {
  if (api::bad_optional(set)) return EFAULT;
  const sigset_t wanted = set != nullptr ? *set : 0;
  return engine()->mask(how, set != nullptr ? &wanted : nullptr, old);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old) { return api::result(pthread_sigmask(how, set, old)); }

int sigpending(sigset_t *set) { return api::result(api::bad(set) ? EFAULT : engine()->pending(set)); }

} // extern "C"
