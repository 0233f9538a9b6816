/* alarm(), sleep(), nanosleep(). */
#include "threads.h"

static flag_t ready, done, result, error_seen;
static struct timespec left;
static double slept;
static const struct timespec kShort = {0, 20000000}, kLong = {15, 0};
static pthread_t handled_by;
static void who(int sig) { handled_by = pthread_self(), note(sig), done = 1; }

CASE(alarm_01) {
  sigset_t none = set_of(0);
  on(SIGALRM, note, 0), block(SIGALRM);
  double start = now_seconds();
  alarm(1), sigsuspend(&none);
  CHECK(caught == 1 && order[0] == SIGALRM && now_seconds() - start >= 0.99);
}
CASE(alarm_02) { CHECK(alarm(100) == 0); }
static int right_after(double start, unsigned left_now) { /* of 100 seconds; whole ones are told, how rounded is open */
  return left_now <= 100 && left_now >= 99 - (now_seconds() - start);
}
CASE(alarm_03) {
  double start = now_seconds();
  alarm(100);
  CHECK(right_after(start, alarm(50)));
}
CASE(alarm_04) {
  double start = now_seconds();
  alarm(100);
  CHECK(right_after(start, alarm(0)) && alarm(0) == 0);
}
CASE(alarm_05) {
  sigset_t set = set_of(SIGALRM, 0);
  block(SIGALRM), alarm(1);
  if (alarm(0) != 0) /* else it has gone off before */
    FAILS(sigtimedwait(&set, NULL, &(struct timespec){1, 200000000}), EAGAIN);
}
CASE(alarm_06) {
  sigset_t set = set_of(SIGALRM, 0);
  double start = now_seconds();
  block(SIGALRM), alarm(100), alarm(1);
  CHECK(sigwaitinfo(&set, NULL) == SIGALRM && now_seconds() - start < 15);
}
CASE(alarm_07) {
  dies(SIGALRM), alarm(1);
  for (;;) pause();
}
CASE(alarm_08) {
  siginfo_t info;
  sigset_t set = set_of(SIGALRM, 0);
  block(SIGALRM), alarm(1);
  CHECK(sigwaitinfo(&set, &info) == SIGALRM && !pending(SIGALRM));
  FAILS(sigtimedwait(&set, NULL, &(struct timespec){1, 100000000}), EAGAIN);
}
CASE(alarm_09) {
  alarm(1000000);
  const unsigned long left_now = alarm(0);
  CHECK(left_now >= 999990 && left_now <= 1000000);
}
static void *sets_alarm(void *unused) { return alarm(1), unused; }
CASE(alarm_10) {
  sigset_t set = set_of(SIGALRM, 0);
  block(SIGALRM), pthread_join(thread(sets_alarm), NULL);
  CHECK(sigwaitinfo(&set, NULL) == SIGALRM);
}
static void *sleeps_long(void *unused) {
  double start = now_seconds();
  ready = 1, result = (int)sleep(15), slept = now_seconds() - start, done = 1;
  return unused;
}
CASE(sleep_01) {
  double start = now_seconds();
  CHECK(sleep(1) == 0 && now_seconds() - start >= 0.99);
}
CASE(sleep_02) {
  on(SIGUSR1, note, 0);
  pthread_t other = thread(sleeps_long);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result >= 1 && result <= 15 && slept < 14 && result + slept >= 13.9);
}
CASE(sleep_03) {
  on(SIGUSR1, note, SA_RESTART);
  pthread_t other = thread(sleeps_long);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result >= 1);
}
CASE(sleep_04) { CHECK(sleep(0) == 0); }
CASE(sleep_05) {
  on(SIGUSR1, SIG_IGN, 0), raise(SIGUSR1);
  CHECK(sleep(1) == 0);
}
CASE(sleep_06) {
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(sleep(1) == 0 && pending(SIGUSR1));
}
CASE(sleep_07) {
  alarm(100);
  CHECK(sleep(1) == 0);
  const unsigned left_now = alarm(0);
  CHECK(left_now >= 80 && left_now <= 99);
}
CASE(nanosleep_01) {
  double start = now_seconds();
  CHECK(nanosleep(&kShort, NULL) == 0 && now_seconds() - start >= 0.0199);
}
static void *naps(void *unused) {
  double start = now_seconds();
  left.tv_sec = -1;
  ready = 1, errno = 0, result = nanosleep(&kLong, &left), error_seen = errno, slept = now_seconds() - start, done = 1;
  return unused;
}
static void interrupt_nap(int flags) {
  on(SIGUSR1, note, flags);
  pthread_t other = thread(naps);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
}
CASE(nanosleep_02) {
  interrupt_nap(0);
  CHECK(result == -1 && error_seen == EINTR && slept < 14.9);
}
CASE(nanosleep_03) {
  interrupt_nap(0);
  const double rest = (double)left.tv_sec + (double)left.tv_nsec / 1e9;
  CHECK(left.tv_nsec >= 0 && left.tv_nsec < 1000000000 && rest > 0 && rest + slept > 14.8 && rest < 15.1);
}
CASE(nanosleep_04) {
  interrupt_nap(SA_RESTART);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(nanosleep_05) {
  FAILS(nanosleep(&(struct timespec){0, 1000000000}, NULL), EINVAL);
  FAILS(nanosleep(&(struct timespec){0, -1}, NULL), EINVAL);
}
CASE(nanosleep_06) { CHECK(nanosleep(&(struct timespec){0, 0}, NULL) == 0); }
CASE(nanosleep_07) {
  struct timespec rest = {77, 77};
  CHECK(nanosleep(&kShort, &rest) == 0 && (rest.tv_sec == 77 || rest.tv_sec == 0));
}
static void *naps_null(void *unused) {
  return ready = 1, result = nanosleep(&kLong, NULL), error_seen = errno, done = 1, unused;
}
CASE(nanosleep_08) {
  on(SIGUSR1, note, 0);
  pthread_t other = thread(naps_null);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(nanosleep_09) {
  double start = now_seconds();
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(nanosleep(&kShort, NULL) == 0 && now_seconds() - start >= 0.0199 && pending(SIGUSR1));
}
CASE(nanosleep_10) { /* and the handler has run */
  interrupt_nap(0);
  CHECK(caught >= 1);
}
CASE(nanosleep_11) {
  on(SIGUSR1, who, 0);
  pthread_t other = thread(naps);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(pthread_equal(handled_by, other));
}
