// The interfaces of System V and 4.2BSD (XSH Issue 7 sighold; 4.2BSD sigvec). Everything is sigaction and sigprocmask;
// semantics are glibc's. [any], sigpause [thread]
#include "signal/api/result.h"

using namespace psig;

namespace {

int change_mask(int how, int sig) {
  if (!is_signo(sig)) return api::result(EINVAL);
  const sigset_t set = bit(sig);
  return api::result(engine()->mask(how, &set, nullptr));
}

// BSD masks are an int: signals 1..32.
sigset_t from_int(int mask) { return static_cast<unsigned>(mask); }
int to_int(sigset_t set) { return static_cast<int>(static_cast<unsigned>(set)); }

int replace_mask(int how, const sigset_t *set) {
  sigset_t old = 0;
  if (const Errno error = engine()->mask(how, set, &old); error != 0) return api::result(error);
  return to_int(old);
}

posix_sighandler_t hold(int sig) {
  const sigset_t set = bit(sig);
  sigset_t old_mask = 0;
  struct sigaction old = {};
  Errno error = engine()->action(sig, nullptr, &old);
  if (error == 0) error = engine()->mask(SIG_BLOCK, &set, &old_mask);
  if (error != 0) return api::failed(error);
  return has(old_mask, sig) ? SIG_HOLD : old.sa_handler;
}

} // namespace

extern "C" {

int sighold(int sig) { return change_mask(SIG_BLOCK, sig); }
int sigrelse(int sig) { return change_mask(SIG_UNBLOCK, sig); }

int sigignore(int sig) {
  struct sigaction act = {};
  act.sa_handler = SIG_IGN;
  return api::result(engine()->action(sig, &act, nullptr));
}

posix_sighandler_t sigset(int sig, posix_sighandler_t disp) {
  if (!is_signo(sig)) return api::failed(EINVAL);
  if (disp == SIG_HOLD) return hold(sig);
  struct sigaction act = {};
  struct sigaction old = {};
  act.sa_handler = disp;
  Errno error = engine()->action(sig, &act, &old);
  const sigset_t set = bit(sig);
  sigset_t old_mask = 0;
  if (error == 0) error = engine()->mask(SIG_UNBLOCK, &set, &old_mask);
  if (error != 0) return api::failed(error);
  return has(old_mask, sig) ? SIG_HOLD : old.sa_handler;
}

int sigpause(int sig) {
  if (!is_signo(sig)) return api::result(EINVAL);
  sigset_t mask = 0;
  if (const Errno error = engine()->mask(SIG_BLOCK, nullptr, &mask); error != 0) return api::result(error);
  mask &= ~bit(sig);
  return api::result(api::cancellable([&] { return engine()->suspend(&mask); }));
}

int sigblock(int mask) {
  const sigset_t set = from_int(mask);
  return replace_mask(SIG_BLOCK, &set);
}

int sigsetmask(int mask) {
  const sigset_t set = from_int(mask);
  return replace_mask(SIG_SETMASK, &set);
}

int siggetmask(void) { return replace_mask(SIG_BLOCK, nullptr); }

int sigvec(int sig, const struct sigvec *vec, struct sigvec *old) {
  if (api::bad_optional(vec) || api::bad_optional(old)) return api::result(EFAULT);
  struct sigaction act = {};
  struct sigaction former = {};
  if (vec != nullptr) {
    act.sa_handler = vec->sv_handler;
    act.sa_mask = from_int(vec->sv_mask);
    act.sa_flags = ((vec->sv_flags & SV_ONSTACK) != 0 ? SA_ONSTACK : 0) |
                   ((vec->sv_flags & SV_INTERRUPT) != 0 ? 0 : SA_RESTART) |
                   ((vec->sv_flags & SV_RESETHAND) != 0 ? SA_RESETHAND : 0);
  }
  const Errno error = engine()->action(sig, vec != nullptr ? &act : nullptr, &former);
  if (error != 0 || old == nullptr) return api::result(error);
  old->sv_handler = former.sa_handler;
  old->sv_mask = to_int(former.sa_mask);
  old->sv_flags = ((former.sa_flags & SA_ONSTACK) != 0 ? SV_ONSTACK : 0) |
                  ((former.sa_flags & SA_RESTART) != 0 ? 0 : SV_INTERRUPT) |
                  ((former.sa_flags & SA_RESETHAND) != 0 ? SV_RESETHAND : 0);
  return 0;
}

} // extern "C"
