/* pthread_kill(), and which thread gets a signal of the process. */
#include "threads.h"

static flag_t ready, done, result, stop;
static pthread_t handled_by;
static void who(int sig) { handled_by = pthread_self(), note(sig), done = 1; }
static void *idles(void *unused) { return ready = 1, until(&stop), unused; }
static void *spins(void *unused) {
  for (ready = 1; !stop;) {}
  return unused;
}
static pthread_t start(void *(*run)(void *)) {
  pthread_t id = thread(run);
  return until(&ready), id;
}

CASE(pthread_kill_01) {
  on(SIGUSR1, who, 0);
  pthread_t other = start(idles);
  CHECK(pthread_kill(other, SIGUSR1) == 0), until(&done), stop = 1, pthread_join(other, NULL);
  CHECK(pthread_equal(handled_by, other) && caught == 1);
}
CASE(pthread_kill_02) {
  on(SIGUSR1, who, 0);
  pthread_t other = start(spins);
  CHECK(pthread_kill(other, SIGUSR1) == 0), until(&done), stop = 1, pthread_join(other, NULL);
  CHECK(pthread_equal(handled_by, other));
}
CASE(pthread_kill_03) {
  on(SIGUSR1, who, 0);
  CHECK(pthread_kill(pthread_self(), SIGUSR1) == 0 && caught == 1 && pthread_equal(handled_by, pthread_self()));
}
CASE(pthread_kill_04) {
  pthread_t other = start(idles);
  CHECK(pthread_kill(other, 0) == 0 && pthread_kill(pthread_self(), 0) == 0), stop = 1, pthread_join(other, NULL);
}
CASE(pthread_kill_05) {
  errno = 0;
  CHECK(pthread_kill(pthread_self(), -1) == EINVAL && pthread_kill(pthread_self(), SIGRTMAX + 1) == EINVAL &&
        errno == 0);
}
CASE(pthread_kill_06) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  CHECK(pthread_kill(pthread_self(), SIGUSR1) == 0 && pending(SIGUSR1) && caught == 0);
  unblock(SIGUSR1);
  CHECK(caught == 1);
}
static void *blocks_then_opens(void *unused) {
  block(SIGUSR1), ready = 1, until(&stop), result = caught, unblock(SIGUSR1);
  return unused;
}
CASE(pthread_kill_07) {
  on(SIGUSR1, who, 0);
  pthread_t other = start(blocks_then_opens);
  pthread_kill(other, SIGUSR1), stop = 1, pthread_join(other, NULL);
  CHECK(result == 0 && caught == 1 && pthread_equal(handled_by, other));
}
CASE(pthread_kill_08) {
  pthread_t other = start(idles);
  dies(SIGUSR1), pthread_kill(other, SIGUSR1);
  for (;;) tick();
}
CASE(pthread_kill_09) {
  on(SIGUSR1, SIG_IGN, 0);
  pthread_t other = start(idles);
  CHECK(pthread_kill(other, SIGUSR1) == 0), stop = 1, CHECK(pthread_join(other, NULL) == 0);
}
CASE(pthread_kill_10) {
  on(SIGUSR1, who, 0);
  pthread_t other = start(idles);
  for (int i = 1; i <= 20; i++) {
    done = 0;
    CHECK(pthread_kill(other, SIGUSR1) == 0);
    until(&done);
  }
  stop = 1, pthread_join(other, NULL);
  CHECK(caught == 20);
}
static void *ends(void *unused) { return unused; }
CASE(pthread_kill_11) {
  pthread_t other = thread(ends);
  for (int i = 0; i < 50; i++) CHECK(pthread_kill(other, 0) == 0), tick();
  pthread_join(other, NULL);
}
CASE(pthread_kill_12) {
  on_info(SIGUSR1, 0), pthread_kill(pthread_self(), SIGUSR1);
  CHECK(cf_info.si_signo == SIGUSR1 && cf_info.si_pid == getpid() && cf_info.si_code <= 0);
}
static void *two_threads(void *unused) {
  sigset_t set = set_of(SIGUSR1, 0);
  int got;
  return sigwait(&set, &got), __atomic_add_fetch(&result, 1, __ATOMIC_SEQ_CST), unused;
}
CASE(pthread_kill_13) {
  block(SIGUSR1);
  pthread_t one = thread(two_threads), two = thread(two_threads);
  pthread_kill(one, SIGUSR1), pthread_join(one, NULL);
  CHECK(result == 1), pthread_kill(two, SIGUSR1), pthread_join(two, NULL);
  CHECK(result == 2);
}
static void *blocks_all(void *unused) {
  sigset_t all;
  return sigfillset(&all), pthread_sigmask(SIG_SETMASK, &all, NULL), ready = 1, until(&stop), unused;
}
CASE(thread_choice_01) {
  on(SIGUSR1, who, 0), start(blocks_all), kill(getpid(), SIGUSR1);
  until(&done);
  CHECK(pthread_equal(handled_by, pthread_self()));
}
static void *open_later(void *unused) { return ready = 1, until(&stop), unblock(SIGUSR1), result = caught, unused; }
CASE(thread_choice_02) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t other = start(open_later);
  kill(getpid(), SIGUSR1);
  CHECK(pending(SIGUSR1) && caught == 0), stop = 1, pthread_join(other, NULL);
  CHECK(result == 1 && pthread_equal(handled_by, other));
}
CASE(thread_choice_03) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t other = start(open_later);
  kill(getpid(), SIGUSR1), unblock(SIGUSR1);
  CHECK(caught == 1 && pthread_equal(handled_by, pthread_self())), stop = 1, pthread_join(other, NULL);
  CHECK(caught == 1);
}
CASE(thread_choice_04) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t other = start(blocks_all);
  pthread_kill(other, SIGUSR1), unblock(SIGUSR1);
  CHECK(caught == 0 && !pending(SIGUSR1)), stop = 1, pthread_join(other, NULL);
  CHECK(caught == 0 && !pending(SIGUSR1));
}
static void *blocked_ends(void *unused) { return block(SIGUSR1), ready = 1, until(&stop), unused; }
CASE(thread_choice_05) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t other = start(blocked_ends);
  kill(getpid(), SIGUSR1), stop = 1, pthread_join(other, NULL);
  CHECK(pending(SIGUSR1) && caught == 0), unblock(SIGUSR1), CHECK(caught == 1);
}
static void *has_both(void *unused) {
  return block(SIGUSR1), ready = 1, until(&stop), result = pending(SIGUSR1), unused;
}
CASE(thread_choice_06) {
  block(SIGUSR1);
  pthread_t other = start(has_both);
  pthread_kill(pthread_self(), SIGUSR1), stop = 1, pthread_join(other, NULL);
  CHECK(!result && pending(SIGUSR1));
}
