/* raise(), abort(), signal(). */
#include "threads.h"
#include <setjmp.h>

static pthread_t handled_by;
static flag_t result;
static sigjmp_buf out;
static void who(int sig) { handled_by = pthread_self(), note(sig); }
static void *raises(void *unused) {
  return raise(SIGUSR1), result = caught == 1 && pthread_equal(handled_by, pthread_self()), unused;
}

CASE(raise_01) {
  on(SIGUSR1, note, 0);
  CHECK(raise(SIGUSR1) == 0 && caught == 1);
}
CASE(raise_02) {
  on(SIGUSR1, who, 0);
  raise(SIGUSR1);
  CHECK(pthread_equal(handled_by, pthread_self()));
}
CASE(raise_03) {
  on(SIGUSR1, who, 0), pthread_join(thread(raises), NULL);
  CHECK(result);
}
CASE(raise_04) { FAILS(raise(-1), EINVAL); }
CASE(raise_05) { FAILS(raise(SIGRTMAX + 1), EINVAL); }
CASE(raise_06) { CHECK(raise(0) == 0); }
CASE(raise_07) {
  block(SIGUSR1);
  CHECK(raise(SIGUSR1) == 0 && pending(SIGUSR1));
}
static void *raises_blocked(void *unused) { return block(SIGUSR1), raise(SIGUSR1), result = pending(SIGUSR1), unused; }
CASE(raise_08) {
  block(SIGUSR1), pthread_join(thread(raises_blocked), NULL);
  CHECK(result && !pending(SIGUSR1));
}
static void raises_other(int sig) { note(sig), raise(SIGUSR2), note(-1); }
CASE(raise_09) {
  on(SIGUSR1, raises_other, 0), on(SIGUSR2, note, 0), raise(SIGUSR1);
  CHECK(caught == 3 && order[1] == SIGUSR2);
}
CASE(raise_10) {
  on(SIGUSR1, SIG_IGN, 0);
  CHECK(raise(SIGUSR1) == 0);
}
CASE(raise_11) {
  for (int sig = 1; sig <= SIGRTMAX; sig++)
    if (sig != SIGKILL && sig != SIGSTOP && signal(sig, note) != SIG_ERR) {
      const int before = caught;
      CHECK(raise(sig) == 0 && caught == before + 1 && order[before] == sig);
    }
}
CASE(abort_01) { dies(SIGABRT), abort(); }
CASE(abort_02) { on(SIGABRT, SIG_IGN, 0), dies(SIGABRT), abort(); }
CASE(abort_03) { block(SIGABRT), dies(SIGABRT), abort(); }
static void says(int sig) { note(sig), dies(SIGABRT); }
CASE(abort_04) { on(SIGABRT, says, 0), abort(); }
static void jumps(int sig) { note(sig), siglongjmp(out, sig); }
CASE(abort_05) {
  on(SIGABRT, jumps, 0);
  if (sigsetjmp(out, 1) == 0) abort();
  CHECK(caught == 1 && order[0] == SIGABRT);
}
static void exits(int sig) { _exit(sig == SIGABRT ? PASS : FAIL); }
CASE(abort_06) { on(SIGABRT, exits, 0), abort(); }
static void blocked_in(int sig) { note(sig), dies(SIGABRT), block(SIGABRT); }
CASE(abort_07) { on(SIGABRT, blocked_in, 0), abort(); }
static void at_exit(void) { _exit(FAIL); }
CASE(abort_08) { atexit(at_exit), dies(SIGABRT), abort(); }
static void *aborts(void *unused) {
  abort();
  return unused;
}
CASE(abort_09) { dies(SIGABRT), pthread_join(thread(aborts), NULL); }

CASE(signal_01) {
  CHECK(signal(SIGUSR1, note) == SIG_DFL);
  CHECK(signal(SIGUSR1, SIG_IGN) == note);
  CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
}
CASE(signal_02) {
  signal(SIGUSR1, note), raise(SIGUSR1);
  CHECK(caught == 1 && order[0] == SIGUSR1);
}
CASE(signal_03) { signal(SIGUSR1, note), signal(SIGUSR1, SIG_DFL), dies(SIGUSR1), raise(SIGUSR1); }
CASE(signal_04) {
  signal(SIGUSR1, SIG_IGN), raise(SIGUSR1);
  CHECK(action_of(SIGUSR1).sa_handler == SIG_IGN);
}
CASE(signal_05) {
  errno = 0;
  CHECK(signal(SIGKILL, note) == SIG_ERR && errno == EINVAL);
  errno = 0;
  CHECK(signal(SIGSTOP, SIG_IGN) == SIG_ERR && errno == EINVAL);
}
CASE(signal_06) {
  errno = 0;
  CHECK(signal(0, note) == SIG_ERR && errno == EINVAL);
  errno = 0;
  CHECK(signal(SIGRTMAX + 1, note) == SIG_ERR && errno == EINVAL);
  errno = 0;
  CHECK(signal(-1, note) == SIG_ERR && errno == EINVAL);
}
CASE(signal_07) {
  signal(SIGUSR1, note);
  CHECK(action_of(SIGUSR1).sa_handler == note);
}
CASE(signal_08) {
  on(SIGUSR1, note, 0);
  CHECK(signal(SIGUSR1, SIG_DFL) == note);
}
CASE(signal_09) {
  CHECK(SIG_DFL != SIG_IGN && SIG_DFL != SIG_ERR && SIG_IGN != SIG_ERR);
  CHECK(SIG_DFL != note && SIG_IGN != note && SIG_ERR != note);
}
static flag_t stored;
static void stores(int sig) { stored = sig; }
CASE(signal_10) {
  signal(SIGTERM, stores), raise(SIGTERM);
  CHECK(stored == SIGTERM);
}
static void again(int sig) { note(sig), signal(sig, again); }
CASE(signal_11) {
  signal(SIGUSR1, again), raise(SIGUSR1), raise(SIGUSR1);
  CHECK(caught == 2);
}
