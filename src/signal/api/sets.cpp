// Signal sets (XSH sigemptyset, sigfillset, sigaddset, sigdelset, sigismember; glibc's sigisemptyset, sigandset,
// sigorset). Pure words: no engine. [any]
#include "signal/api/result.h"

using namespace psig;

namespace {

// As in glibc, a null set is EINVAL like a signal that does not exist.
bool refused(const void *set) { return api::result(api::bad(set) ? EINVAL : 0) != 0; }
bool refused(const void *set, int signo) { return api::result(api::bad(set) || !is_signo(signo) ? EINVAL : 0) != 0; }

constexpr sigset_t kEverySignal = kAllSignals & ~bit(33); // 33 is no signal

} // namespace

extern "C" {

int sigemptyset(sigset_t *set) {
  if (refused(set)) return -1;
  *set = 0;
  return 0;
}

int sigfillset(sigset_t *set) {
  if (refused(set)) return -1;
  *set = kEverySignal;
  return 0;
}

int sigaddset(sigset_t *set, int signo) {
  if (refused(set, signo)) return -1;
  *set |= bit(signo);
  return 0;
}

int sigdelset(sigset_t *set, int signo) {
  if (refused(set, signo)) return -1;
  *set &= ~bit(signo);
  return 0;
}

// Of every number below NSIG, as in glibc, so that loops over them need not know which are none: 33 is in no set.
int sigismember(const sigset_t *set, int signo) {
  if (api::bad(set) || signo < 1 || signo > kSigMax) return api::result(EINVAL);
  return has(*set & kEverySignal, signo) ? 1 : 0;
}

int sigisemptyset(const sigset_t *set) {
  if (refused(set)) return -1;
  return *set == 0 ? 1 : 0;
}

int sigandset(sigset_t *dest, const sigset_t *left, const sigset_t *right) {
  if (refused(dest) || refused(left) || refused(right)) return -1;
  *dest = *left & *right;
  return 0;
}

int sigorset(sigset_t *dest, const sigset_t *left, const sigset_t *right) {
  if (refused(dest) || refused(left) || refused(right)) return -1;
  *dest = *left | *right;
  return 0;
}

} // extern "C"
