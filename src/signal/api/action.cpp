// sigaction and the functions that are other forms of it (XSH sigaction, signal; Issue 7 siginterrupt). [any]
#include <atomic>

#include "signal/api/result.h"

using namespace psig;

namespace {

// Signals for which siginterrupt(sig, 1) was called: signal() then installs without SA_RESTART (as glibc does).
std::atomic<SigSet> g_interrupting{0};

posix_sighandler_t install(int sig, posix_sighandler_t func, sigset_t mask, int flags) {
  if (func == SIG_ERR) return api::failed(EINVAL);
  struct sigaction act = {};
  struct sigaction old = {};
  act.sa_handler = func;
  act.sa_mask = mask;
  act.sa_flags = flags;
  const Errno error = engine()->action(sig, &act, &old);
  return error == 0 ? old.sa_handler : api::failed(error);
}

} // namespace

extern "C" {

int sigaction(int sig, const struct sigaction *act, struct sigaction *old) {
  if (!is_signo(sig)) return api::result(EINVAL);
  if (api::bad_optional(act)) return api::result(EFAULT);
  struct sigaction wanted, former;
  if (act != nullptr) wanted = *act;
  const Errno error = engine()->action(sig, act != nullptr ? &wanted : nullptr, old != nullptr ? &former : nullptr);
  if (error != 0 || old == nullptr) return api::result(error);
  if (api::bad(old)) return api::result(EFAULT); // the action has changed by then, as with glibc
  *old = former;
  return 0;
}

posix_sighandler_t bsd_signal(int sig, posix_sighandler_t func) {
  if (!is_signo(sig)) return api::failed(EINVAL);
  return install(sig, func, bit(sig), has(g_interrupting.load(), sig) ? 0 : SA_RESTART);
}

// By its symbol: the CRT's header has declared the name first, with parameters of reserved names.
posix_sighandler_t posix_signal(int sig, posix_sighandler_t func);
posix_sighandler_t posix_signal(int sig, posix_sighandler_t func) { return bsd_signal(sig, func); }

posix_sighandler_t sysv_signal(int sig, posix_sighandler_t func) {
  return install(sig, func, 0, SA_RESETHAND | SA_NODEFER);
}

int siginterrupt(int sig, int flag) {
  struct sigaction act = {};
  if (const Errno error = engine()->action(sig, nullptr, &act); error != 0) return api::result(error);
  act.sa_flags = flag != 0 ? act.sa_flags & ~SA_RESTART : act.sa_flags | SA_RESTART;
  if (const Errno error = engine()->action(sig, &act, nullptr); error != 0) return api::result(error);
  if (flag != 0) g_interrupting.fetch_or(bit(sig));
  else g_interrupting.fetch_and(~bit(sig));
  return 0;
}

} // extern "C"
