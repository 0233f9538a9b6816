// raise, kill, killpg, sigqueue, pthread_kill, pthread_sigqueue, tgkill (XSH pages of those names). [any]
#include "signal/api/result.h"

using namespace psig;

namespace {

// Null is no thread to winpthreads, and in the engine the mark of one whose pthread_t is not known.
constexpr pthread_t kNoThread = 0;

Errno refused(int sig) { return sig == 0 || is_signo(sig) ? ESRCH : EINVAL; }

} // namespace

extern "C" {

// By its symbol: the CRT's header has declared the name first, with parameters of reserved names.
int posix_raise(int sig);
int posix_raise(int sig) { return api::result(engine()->raise(sig)); }

int kill(pid_t pid, int sig) { return api::result(engine()->kill(pid, sig)); }

// Group 1 cannot be: kill(-1) would mean everybody.
int killpg(pid_t pgrp, int sig) {
  if (pgrp < 0) return api::result(EINVAL);
  if (pgrp == 1) return api::result(refused(sig));
  return api::result(engine()->kill(-pgrp, sig));
}

int sigqueue(pid_t pid, int sig, union sigval value) { return api::result(engine()->sigqueue(pid, sig, value)); }

int pthread_kill(pthread_t thread, int sig) {
  return thread == kNoThread ? refused(sig) : engine()->thread_kill(thread, sig);
}

int pthread_sigqueue(pthread_t thread, int sig, union sigval value) {
  return thread == kNoThread ? ESRCH : engine()->thread_queue(thread, sig, value);
}

int tgkill(pid_t tgid, pid_t tid, int sig) { return api::result(engine()->tgkill(tgid, tid, sig)); }

} // extern "C"
