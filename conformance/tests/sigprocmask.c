/* sigprocmask(), pthread_sigmask(), sigpending(). */
#include "threads.h"

static void both(int how, int sig) { /* the same by the other function */
  sigset_t set = set_of(sig, 0);
  CHECK(sigprocmask(how, &set, NULL) == 0);
}
static flag_t result, ready, done;

CASE(sigprocmask_01) {
  block(SIGHUP), both(SIG_BLOCK, SIGUSR1);
  CHECK(blocked(SIGUSR1) && blocked(SIGHUP) && !blocked(SIGUSR2));
}
CASE(sigprocmask_02) {
  block(SIGHUP), block(SIGUSR1), both(SIG_UNBLOCK, SIGUSR1);
  CHECK(!blocked(SIGUSR1) && blocked(SIGHUP));
}
CASE(sigprocmask_03) {
  block(SIGHUP), both(SIG_SETMASK, SIGUSR1);
  CHECK(blocked(SIGUSR1) && !blocked(SIGHUP));
}
CASE(sigprocmask_04) {
  sigset_t set = set_of(SIGUSR2, 0), old;
  block(SIGUSR1), sigfillset(&old);
  CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0 && sigismember(&old, SIGUSR1) && !sigismember(&old, SIGUSR2));
}
CASE(sigprocmask_05) {
  sigset_t old;
  block(SIGUSR1);
  CHECK(sigprocmask(12345, NULL, &old) == 0 && sigismember(&old, SIGUSR1) && blocked(SIGUSR1));
}
CASE(sigprocmask_06) {
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1);
  CHECK(caught == 0);
  both(SIG_UNBLOCK, SIGUSR1);
  CHECK(caught == 1);
}
static void notes_mask(int sig) { result = blocked(SIGUSR1) + 2 * blocked(SIGUSR2), note(sig); }
CASE(sigprocmask_07) {
  sigset_t two = set_of(SIGUSR1, SIGUSR2, 0), none = set_of(0);
  on(SIGUSR1, note, 0), on(SIGUSR2, note, 0);
  sigprocmask(SIG_BLOCK, &two, NULL), raise(SIGUSR1), raise(SIGUSR2), sigprocmask(SIG_SETMASK, &none, NULL);
  CHECK(caught == 2 && order[0] != order[1]);
}
CASE(sigprocmask_08) {
  sigset_t set = set_of(SIGKILL, SIGSTOP, SIGUSR1, 0);
  CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && blocked(SIGUSR1));
  CHECK(!blocked(SIGKILL) && !blocked(SIGSTOP));
}
CASE(sigprocmask_09) {
  sigset_t set = set_of(SIGUSR1, 0);
  FAILS(sigprocmask(SIG_BLOCK + SIG_UNBLOCK + SIG_SETMASK + 10, &set, NULL), EINVAL);
  FAILS(sigprocmask(-1, &set, NULL), EINVAL);
}
CASE(sigprocmask_10) {
  sigset_t set = set_of(SIGUSR1, 0);
  sigprocmask(-1, &set, NULL);
  CHECK(!blocked(SIGUSR1));
}
CASE(sigprocmask_11) {
  sigset_t all;
  sigfillset(&all);
  CHECK(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++) CHECK(blocked(sig));
}
CASE(sigprocmask_12) {
  const sigset_t set = set_of(SIGUSR1, SIGKILL, 0), before = set;
  sigprocmask(SIG_BLOCK, &set, NULL);
  CHECK(memcmp(&set, &before, sizeof set) == 0);
}
CASE(sigprocmask_13) {
  block(SIGUSR1), both(SIG_BLOCK, SIGUSR1), both(SIG_UNBLOCK, SIGUSR1);
  CHECK(!blocked(SIGUSR1));
}
CASE(sigprocmask_14) {
  sigset_t set = set_of(SIGUSR1, 0), old = set_of(SIGHUP, 0);
  sigprocmask(-1, &set, &old);
  CHECK(sigismember(&old, SIGHUP) && !sigismember(&old, SIGUSR1));
}
CASE(sigprocmask_15) {
  on(SIGUSR1, notes_mask, 0), block(SIGUSR1), raise(SIGUSR1), both(SIG_SETMASK, SIGUSR2);
  CHECK(caught == 1 && result == 3);
}
static void *looks_usr1(void *unused) { return result = blocked(SIGUSR1), unused; }
CASE(pthread_sigmask_01) {
  block(SIGUSR1), pthread_join(thread(looks_usr1), NULL);
  CHECK(result == 1);
}
static void *blocks_usr1(void *unused) { return block(SIGUSR1), unused; }
CASE(pthread_sigmask_02) {
  pthread_join(thread(blocks_usr1), NULL);
  CHECK(!blocked(SIGUSR1));
}
CASE(pthread_sigmask_03) {
  sigset_t set = set_of(SIGUSR1, 0), old;
  CHECK(pthread_sigmask(SIG_BLOCK, &set, &old) == 0 && !sigismember(&old, SIGUSR1) && blocked(SIGUSR1));
  CHECK(pthread_sigmask(SIG_UNBLOCK, &set, &old) == 0 && sigismember(&old, SIGUSR1) && !blocked(SIGUSR1));
  CHECK(pthread_sigmask(SIG_SETMASK, &set, NULL) == 0 && blocked(SIGUSR1));
}
CASE(pthread_sigmask_04) {
  sigset_t set = set_of(SIGUSR1, 0);
  errno = 0;
  CHECK(pthread_sigmask(-1, &set, NULL) == EINVAL && errno == 0 && !blocked(SIGUSR1));
}
CASE(pthread_sigmask_05) {
  sigset_t set = set_of(SIGUSR1, 0);
  on(SIGUSR1, note, 0), block(SIGUSR1), pthread_kill(pthread_self(), SIGUSR1);
  CHECK(caught == 0 && pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && caught == 1);
}
CASE(pthread_sigmask_06) {
  sigset_t set = set_of(SIGUSR1, 0);
  on(SIGUSR1, note, 0), block(SIGUSR1), kill(getpid(), SIGUSR1);
  CHECK(caught == 0 && pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && caught == 1);
}
CASE(pthread_sigmask_07) {
  sigset_t old;
  block(SIGUSR1);
  CHECK(pthread_sigmask(-1, NULL, &old) == 0 && sigismember(&old, SIGUSR1));
}
CASE(pthread_sigmask_08) {
  sigset_t set = set_of(SIGKILL, SIGSTOP, 0);
  CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && !blocked(SIGKILL) && !blocked(SIGSTOP));
}
static void *unblocks_usr1(void *unused) {
  unblock(SIGUSR1), ready = 1;
  return until(&done), unused;
}
static pthread_t handled_by;
static void who(int sig) { handled_by = pthread_self(), note(sig), done = 1; }
CASE(pthread_sigmask_09) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t open = thread(unblocks_usr1);
  until(&ready), kill(getpid(), SIGUSR1), until(&done), pthread_join(open, NULL);
  CHECK(pthread_equal(handled_by, open) && caught == 1);
}
static void *pending_usr1(void *unused) { return result = pending(SIGUSR1), unused; }
CASE(pthread_sigmask_10) {
  block(SIGUSR1), pthread_kill(pthread_self(), SIGUSR1), pthread_join(thread(pending_usr1), NULL);
  CHECK(result == 0 && pending(SIGUSR1));
}
CASE(sigpending_01) {
  CHECK(!pending(SIGUSR1));
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(pending(SIGUSR1) && !pending(SIGUSR2));
}
CASE(sigpending_02) {
  block(SIGUSR1), kill(getpid(), SIGUSR1);
  CHECK(pending(SIGUSR1));
}
CASE(sigpending_03) {
  block(SIGUSR1), kill(getpid(), SIGUSR1), pthread_join(thread(pending_usr1), NULL);
  CHECK(result == 1);
}
CASE(sigpending_04) {
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1), unblock(SIGUSR1);
  CHECK(!pending(SIGUSR1));
}
CASE(sigpending_05) {
  sigset_t set;
  CHECK(sigpending(&set) == 0);
}
CASE(sigpending_06) {
  block(SIGRTMIN), raise(SIGRTMIN);
  CHECK(pending(SIGRTMIN));
}
CASE(sigpending_07) {
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(pending(SIGUSR1) && pending(SIGUSR1));
}
CASE(sigpending_08) {
  sigset_t set;
  memset(&set, 0xFF, sizeof set), sigpending(&set);
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++) CHECK(sigismember(&set, sig) == 0);
}
