/* sigwait(), sigwaitinfo(), sigtimedwait(), sigsuspend(), pause(). */
#include "threads.h"

static flag_t ready, done, result, error_seen;
static siginfo_t seen;
static const struct timespec kNow = {0, 0}, kShort = {0, 20000000}, kLong = {15, 0};
#define VALUE(n) ((union sigval){.sival_int = (n)})
static int wait_for(int sig) { /* sigwait() for one signal; negative: an error number */
  sigset_t set = set_of(sig, 0);
  int got = 0, error = sigwait(&set, &got);
  return error ? -error : got;
}
static void *in_sigwait(void *unused) { return ready = 1, result = wait_for(SIGUSR1), done = 1, unused; }

CASE(sigwait_01) {
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(wait_for(SIGUSR1) == SIGUSR1);
}
CASE(sigwait_02) {
  block(SIGUSR1), raise(SIGUSR1), wait_for(SIGUSR1);
  CHECK(!pending(SIGUSR1));
}
CASE(sigwait_03) {
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1);
  CHECK(wait_for(SIGUSR1) == SIGUSR1 && caught == 0);
  unblock(SIGUSR1);
  CHECK(caught == 0);
}
CASE(sigwait_04) {
  block(SIGUSR1);
  pthread_t waits = thread(in_sigwait);
  until(&ready), kill(getpid(), SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == SIGUSR1);
}
CASE(sigwait_05) {
  block(SIGUSR1);
  pthread_t waits = thread(in_sigwait);
  until(&ready), pthread_kill(waits, SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == SIGUSR1);
}
CASE(sigwait_06) {
  sigset_t set = set_of(SIGUSR1, SIGUSR2, SIGTERM, 0);
  int got = 0;
  pthread_sigmask(SIG_BLOCK, &set, NULL), raise(SIGUSR2);
  CHECK(sigwait(&set, &got) == 0 && got == SIGUSR2);
}
static flag_t taken;
static void *one_of_two(void *unused) {
  if (wait_for(SIGUSR1) == SIGUSR1) __atomic_add_fetch(&taken, 1, __ATOMIC_SEQ_CST);
  return unused;
}
CASE(sigwait_07) {
  block(SIGUSR1);
  pthread_t one = thread(one_of_two), two = thread(one_of_two);
  kill(getpid(), SIGUSR1), until(&taken);
  CHECK(taken == 1 && !pending(SIGUSR1)), kill(getpid(), SIGUSR1);
  pthread_join(one, NULL), pthread_join(two, NULL);
  CHECK(taken == 2);
}
CASE(sigwait_08) {
  block(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, VALUE(1)), sigqueue(getpid(), SIGRTMIN, VALUE(2));
  CHECK(wait_for(SIGRTMIN) == SIGRTMIN && pending(SIGRTMIN));
  CHECK(wait_for(SIGRTMIN) == SIGRTMIN && !pending(SIGRTMIN));
}
CASE(sigwait_09) {
  sigset_t set = set_of(SIGRTMIN + 2, SIGRTMIN + 1, SIGRTMIN, 0);
  int got;
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  for (int i = 2; i >= 0; i--) raise(SIGRTMIN + i);
  for (int i = 0; i < 3; i++) CHECK(sigwait(&set, &got) == 0 && got == SIGRTMIN + i);
}
CASE(sigwait_10) {
  on(SIGUSR2, note, 0), block(SIGUSR1);
  pthread_t waits = thread(in_sigwait);
  until(&ready);
  while (!caught) pthread_kill(waits, SIGUSR2), tick();
  CHECK(!done), pthread_kill(waits, SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == SIGUSR1);
}
CASE(sigwait_11) {
  block(SIGCHLD), block(SIGUSR1), raise(SIGUSR1);
  CHECK(wait_for(SIGUSR1) == SIGUSR1 && blocked(SIGUSR1) && blocked(SIGCHLD));
}
CASE(sigwait_12) {
  sigset_t set = set_of(SIGUSR1, 0), before = set;
  int got;
  block(SIGUSR1), raise(SIGUSR1), sigwait(&set, &got);
  CHECK(memcmp(&set, &before, sizeof set) == 0);
}
CASE(sigwaitinfo_01) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(sigwaitinfo(&set, NULL) == SIGUSR1 && !pending(SIGUSR1));
}
CASE(sigwaitinfo_02) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), kill(getpid(), SIGUSR1);
  CHECK(sigwaitinfo(&set, &seen) == SIGUSR1 && seen.si_signo == SIGUSR1 && seen.si_code == SI_USER);
}
CASE(sigwaitinfo_03) {
  sigset_t set = set_of(SIGRTMIN, 0);
  block(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, VALUE(321));
  CHECK(sigwaitinfo(&set, &seen) == SIGRTMIN && seen.si_code == SI_QUEUE && seen.si_value.sival_int == 321);
}
CASE(sigwaitinfo_04) {
  sigset_t set = set_of(SIGRTMIN, 0);
  block(SIGRTMIN);
  for (int i = 0; i < 8; i++) sigqueue(getpid(), SIGRTMIN, VALUE(i));
  for (int i = 0; i < 8; i++) CHECK(sigwaitinfo(&set, &seen) == SIGRTMIN && seen.si_value.sival_int == i);
}
CASE(sigwaitinfo_05) {
  sigset_t set = set_of(SIGRTMIN, SIGRTMIN + 3, 0);
  pthread_sigmask(SIG_BLOCK, &set, NULL), sigqueue(getpid(), SIGRTMIN + 3, VALUE(0)),
      sigqueue(getpid(), SIGRTMIN, VALUE(0));
  CHECK(sigwaitinfo(&set, NULL) == SIGRTMIN && sigwaitinfo(&set, NULL) == SIGRTMIN + 3);
}
static void *in_sigwaitinfo(void *unused) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), ready = 1, result = sigwaitinfo(&set, NULL), error_seen = errno, done = 1;
  return unused;
}
CASE(sigwaitinfo_06) {
  on(SIGUSR2, note, 0);
  pthread_t waits = thread(in_sigwaitinfo);
  until(&ready), nudge(waits, SIGUSR2, &done), pthread_join(waits, NULL);
  CHECK(result == -1 && error_seen == EINTR && caught >= 1);
}
CASE(sigwaitinfo_07) {
  on(SIGUSR2, note, SA_RESTART);
  pthread_t waits = thread(in_sigwaitinfo);
  until(&ready), nudge(waits, SIGUSR2, &done), pthread_join(waits, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(sigwaitinfo_08) {
  on(SIGUSR1, note, 0);
  block(SIGUSR1), raise(SIGUSR1);
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigwaitinfo(&set, NULL) == SIGUSR1);
  unblock(SIGUSR1);
  CHECK(caught == 0);
}
static void *timed_long(void *unused) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), ready = 1, result = sigtimedwait(&set, NULL, &kLong), error_seen = errno, done = 1;
  return unused;
}
CASE(sigtimedwait_01) {
  sigset_t set = set_of(SIGUSR1, 0);
  double start = now_seconds();
  block(SIGUSR1);
  FAILS(sigtimedwait(&set, NULL, &kShort), EAGAIN);
  CHECK(now_seconds() - start >= 0.019);
}
CASE(sigtimedwait_02) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1);
  FAILS(sigtimedwait(&set, NULL, &kNow), EAGAIN);
}
CASE(sigtimedwait_03) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(sigtimedwait(&set, &seen, &kNow) == SIGUSR1 && seen.si_signo == SIGUSR1);
}
CASE(sigtimedwait_04) {
  block(SIGUSR1);
  pthread_t waits = thread(timed_long);
  until(&ready), kill(getpid(), SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == SIGUSR1);
}
CASE(sigtimedwait_05) {
  on(SIGUSR2, note, 0);
  pthread_t waits = thread(timed_long);
  until(&ready), nudge(waits, SIGUSR2, &done), pthread_join(waits, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(sigtimedwait_06) {
  sigset_t set = set_of(SIGUSR1, 0);
  const struct timespec bad[] = {{0, 1000000000}, {0, -1}, {-1, 0}};
  block(SIGUSR1);
  for (int i = 0; i < 2; i++) FAILS(sigtimedwait(&set, NULL, &bad[i]), EINVAL);
}
CASE(sigtimedwait_07) {
  sigset_t set = set_of(SIGRTMIN, 0);
  block(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, VALUE(7)), sigqueue(getpid(), SIGRTMIN, VALUE(8));
  CHECK(sigtimedwait(&set, &seen, &kLong) == SIGRTMIN && seen.si_value.sival_int == 7 && pending(SIGRTMIN));
  CHECK(sigtimedwait(&set, &seen, &kLong) == SIGRTMIN && seen.si_value.sival_int == 8 && !pending(SIGRTMIN));
}
CASE(sigtimedwait_08) {
  sigset_t set = set_of(SIGUSR1, SIGUSR2, 0);
  pthread_sigmask(SIG_BLOCK, &set, NULL), raise(SIGUSR2);
  CHECK(sigtimedwait(&set, NULL, NULL) == SIGUSR2);
}
CASE(sigtimedwait_09) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), block(SIGUSR2), raise(SIGUSR2);
  FAILS(sigtimedwait(&set, NULL, &kShort), EAGAIN);
  CHECK(pending(SIGUSR2));
}
static flag_t in_handler;
static void looks(int sig) { in_handler = blocked(SIGHUP) + 2 * blocked(SIGUSR2) + 4 * blocked(sig), note(sig); }
CASE(sigsuspend_01) {
  sigset_t none = set_of(0);
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1);
  FAILS(sigsuspend(&none), EINTR);
  CHECK(caught == 1);
}
CASE(sigsuspend_02) {
  sigset_t none = set_of(0);
  on(SIGUSR1, note, 0), block(SIGUSR1), block(SIGHUP), raise(SIGUSR1), sigsuspend(&none);
  CHECK(blocked(SIGUSR1) && blocked(SIGHUP) && !blocked(SIGUSR2));
}
CASE(sigsuspend_03) {
  sigset_t other = set_of(SIGUSR2, 0);
  on(SIGUSR1, looks, 0), block(SIGUSR1), block(SIGHUP), raise(SIGUSR1), sigsuspend(&other);
  CHECK(in_handler == 6);
}
CASE(sigsuspend_04) {
  sigset_t other = set_of(SIGUSR2, 0);
  on(SIGUSR1, note, 0), on(SIGUSR2, note, 0), block(SIGUSR1), block(SIGUSR2);
  raise(SIGUSR1), raise(SIGUSR2), sigsuspend(&other);
  CHECK(caught == 1 && order[0] == SIGUSR1 && pending(SIGUSR2));
}
CASE(sigsuspend_05) {
  sigset_t none = set_of(0);
  block(SIGUSR1), raise(SIGUSR1), dies(SIGUSR1), sigsuspend(&none);
}
static void *suspends(void *unused) {
  sigset_t none = set_of(0);
  ready = 1, sigsuspend(&none), result = errno, done = 1;
  return unused;
}
CASE(sigsuspend_06) {
  on(SIGUSR1, note, 0), block(SIGUSR1);
  pthread_t waits = thread(suspends);
  until(&ready), pthread_kill(waits, SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == EINTR && caught == 1);
}
CASE(sigsuspend_07) {
  on(SIGUSR1, SIG_IGN, 0), on(SIGUSR2, note, 0), block(SIGUSR1), block(SIGUSR2);
  pthread_t waits = thread(suspends);
  until(&ready), pthread_kill(waits, SIGUSR1), tick();
  CHECK(!done), pthread_kill(waits, SIGUSR2), pthread_join(waits, NULL);
  CHECK(result == EINTR && caught == 1);
}
CASE(sigsuspend_08) {
  on(SIGUSR1, note, 0), block(SIGUSR1);
  pthread_t waits = thread(suspends);
  until(&ready), kill(getpid(), SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == EINTR && caught == 1);
}
CASE(sigsuspend_09) {
  sigset_t all;
  sigfillset(&all), sigdelset(&all, SIGUSR1);
  on(SIGUSR1, note, SA_RESTART), block(SIGUSR1), raise(SIGUSR1);
  FAILS(sigsuspend(&all), EINTR);
}
static void on_full(int sig, void (*handler)(int)) {
  struct sigaction act = {.sa_handler = handler};
  sigfillset(&act.sa_mask), SETUP(sigaction(sig, &act, NULL) == 0);
}
CASE(sigsuspend_12) {
  sigset_t none = set_of(0);
  on_full(SIGUSR1, note), on_full(SIGUSR2, note), on_full(SIGRTMIN, note), block(SIGUSR1), block(SIGUSR2),
      block(SIGRTMIN);
  raise(SIGUSR1), raise(SIGUSR2), raise(SIGRTMIN), raise(SIGRTMIN);
  for (int i = 1; i <= 4; i++) sigsuspend(&none), CHECK(caught == i);
}
static void raises_itself(int sig) { note(sig), raise(sig); }
CASE(sigsuspend_13) {
  sigset_t none = set_of(0);
  on(SIGUSR1, raises_itself, 0), block(SIGUSR1), raise(SIGUSR1);
  FAILS(sigsuspend(&none), EINTR);
  CHECK(caught == 1 && pending(SIGUSR1));
}
static void jumps_nowhere(int sig) { note(sig), raise(SIGUSR2); }
CASE(sigsuspend_10) {
  sigset_t only = set_of(SIGUSR2, 0);
  on(SIGUSR1, jumps_nowhere, 0), on(SIGUSR2, note, 0), block(SIGUSR1), raise(SIGUSR1);
  sigsuspend(&only);
  CHECK(caught == 2 && order[0] == SIGUSR1 && order[1] == SIGUSR2);
}
static void *pauses(void *unused) {
  return ready = 1, errno = 0, result = pause(), error_seen = errno, done = 1, unused;
}
CASE(pause_01) {
  on(SIGUSR1, note, 0);
  pthread_t waits = thread(pauses);
  until(&ready), nudge(waits, SIGUSR1, &done), pthread_join(waits, NULL);
  CHECK(result == -1 && error_seen == EINTR && caught >= 1);
}
CASE(pause_02) {
  on(SIGUSR1, note, SA_RESTART);
  pthread_t waits = thread(pauses);
  until(&ready), nudge(waits, SIGUSR1, &done), pthread_join(waits, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(pause_03) {
  on(SIGUSR1, SIG_IGN, 0), on(SIGUSR2, note, 0);
  pthread_t waits = thread(pauses);
  until(&ready), pthread_kill(waits, SIGUSR1), tick(), pthread_kill(waits, SIGUSR1), tick();
  CHECK(!done), nudge(waits, SIGUSR2, &done), pthread_join(waits, NULL);
}
static void *dies_pausing(void *unused) { return ready = 1, pause(), unused; }
CASE(pause_04) {
  dies(SIGUSR1), thread(dies_pausing), until(&ready), kill(getpid(), SIGUSR1);
  for (;;) tick();
}
