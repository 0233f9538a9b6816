/* timer_create(), timer_settime(), timer_gettime(), timer_getoverrun(), timer_delete().
 * REQUIRES: timer_create timer_settime */
#include "threads.h"

static timer_t timer;
static siginfo_t seen;
static flag_t notified, value_seen;
static timer_t make(clockid_t clock, int notify, int sig, int value) {
  struct sigevent event = {.sigev_notify = notify, .sigev_signo = sig, .sigev_value = {.sival_int = value}};
  SETUP(timer_create(clock, &event, &timer) == 0);
  return timer;
}
static int set(int flags, long milliseconds, long interval) {
  const struct itimerspec spec = {{interval / 1000, interval % 1000 * 1000000},
                                  {milliseconds / 1000, milliseconds % 1000 * 1000000}};
  return timer_settime(timer, flags, &spec, NULL);
}
static int next(int sig, long milliseconds) { /* the next signal within a time; -1: none */
  sigset_t one = set_of(sig, 0);
  return sigtimedwait(&one, &seen, &(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000});
}
static struct itimerspec now(void) {
  struct itimerspec spec;
  SETUP(timer_gettime(timer, &spec) == 0);
  return spec;
}
static void prepared(int sig) { block(sig), make(CLOCK_MONOTONIC, SIGEV_SIGNAL, sig, 5); }

CASE(timer_create_01) {
  prepared(SIGUSR1);
  CHECK(set(0, 20, 0) == 0 && next(SIGUSR1, 10000) == SIGUSR1);
}
CASE(timer_create_02) {
  prepared(SIGRTMIN), set(0, 20, 0);
  CHECK(next(SIGRTMIN, 10000) == SIGRTMIN && seen.si_code == SI_TIMER && seen.si_value.sival_int == 5);
}
CASE(timer_create_03) {
  block(SIGALRM);
  CHECK(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
  set(0, 20, 0);
  CHECK(next(SIGALRM, 10000) == SIGALRM && seen.si_code == SI_TIMER);
}
CASE(timer_create_04) {
  prepared(SIGUSR1);
  CHECK(now().it_value.tv_sec == 0 && now().it_value.tv_nsec == 0 && next(SIGUSR1, 20) == -1);
}
CASE(timer_create_05) {
  block(SIGUSR1), make(CLOCK_REALTIME, SIGEV_SIGNAL, SIGUSR1, 0);
  CHECK(set(0, 20, 0) == 0 && next(SIGUSR1, 10000) == SIGUSR1);
}
CASE(timer_create_06) {
  make(CLOCK_MONOTONIC, SIGEV_NONE, 0, 0), set(0, 60000, 0);
  CHECK(now().it_value.tv_sec >= 40 && now().it_value.tv_sec <= 60);
}
static void notify(union sigval value) { value_seen = value.sival_int, notified = 1; }
CASE(timer_create_07) {
  struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value = {.sival_int = 77}};
  event.sigev_notify_function = notify;
  CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && set(0, 20, 0) == 0);
  until(&notified);
  CHECK(value_seen == 77);
}
CASE(timer_create_08) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  FAILS(timer_create((clockid_t)12345, &event, &timer), EINVAL);
}
CASE(timer_create_09) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMAX + 1};
  FAILS(timer_create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
}
CASE(timer_create_10) {
  timer_t one, two;
  CHECK(timer_create(CLOCK_MONOTONIC, NULL, &one) == 0 && timer_create(CLOCK_MONOTONIC, NULL, &two) == 0 && one != two);
}
CASE(timer_create_11) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_t many[32];
  for (int i = 0; i < 32; i++) CHECK(timer_create(CLOCK_MONOTONIC, &event, &many[i]) == 0);
}
CASE(timer_settime_01) {
  double start = now_seconds();
  prepared(SIGUSR1), set(0, 30, 0), next(SIGUSR1, 10000);
  CHECK(now_seconds() - start >= 0.0299);
}
CASE(timer_settime_02) {
  prepared(SIGUSR1), set(0, 5, 5);
  for (int i = 0; i < 5; i++) CHECK(next(SIGUSR1, 10000) == SIGUSR1);
}
CASE(timer_settime_03) {
  prepared(SIGUSR1), set(0, 20, 0), next(SIGUSR1, 10000);
  CHECK(next(SIGUSR1, 60) == -1);
}
CASE(timer_settime_04) {
  prepared(SIGUSR1), set(0, 30000, 0), set(0, 0, 0);
  CHECK(now().it_value.tv_sec == 0 && now().it_value.tv_nsec == 0);
}
CASE(timer_settime_05) {
  prepared(SIGUSR1), set(0, 30000, 0), set(0, 10, 0);
  CHECK(next(SIGUSR1, 10000) == SIGUSR1);
}
CASE(timer_settime_06) {
  struct timespec when;
  double start = now_seconds();
  prepared(SIGUSR1), clock_gettime(CLOCK_MONOTONIC, &when);
  when.tv_sec += 1;
  const struct itimerspec spec = {{0, 0}, when};
  CHECK(timer_settime(timer, TIMER_ABSTIME, &spec, NULL) == 0 && next(SIGUSR1, 15000) == SIGUSR1);
  CHECK(now_seconds() - start >= 0.98);
}
CASE(timer_settime_07) {
  prepared(SIGUSR1);
  const struct itimerspec spec = {{0, 0}, {0, 1}};
  CHECK(timer_settime(timer, TIMER_ABSTIME, &spec, NULL) == 0 && next(SIGUSR1, 10000) == SIGUSR1);
}
CASE(timer_settime_08) {
  struct itimerspec old, spec = {{3, 0}, {100, 0}};
  prepared(SIGUSR1), timer_settime(timer, 0, &spec, NULL);
  spec.it_value.tv_sec = 50;
  CHECK(timer_settime(timer, 0, &spec, &old) == 0 && old.it_value.tv_sec >= 80 && old.it_value.tv_sec <= 100);
  CHECK(old.it_interval.tv_sec == 3);
}
CASE(timer_settime_09) {
  const struct itimerspec bad = {{0, 0}, {0, 1000000000}}, negative = {{0, 0}, {0, -1}};
  prepared(SIGUSR1);
  FAILS(timer_settime(timer, 0, &bad, NULL), EINVAL);
  FAILS(timer_settime(timer, 0, &negative, NULL), EINVAL);
}
CASE(timer_settime_10) {
  const struct itimerspec bad = {{0, 1000000000}, {1, 0}};
  prepared(SIGUSR1);
  FAILS(timer_settime(timer, 0, &bad, NULL), EINVAL);
}
CASE(timer_settime_11) {
  dies(SIGUSR1), make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 0), set(0, 10, 0);
  for (;;) pause();
}
CASE(timer_settime_12) {
  on_info(SIGUSR1, 0), make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 9), set(0, 10, 0);
  while (!caught) tick();
  CHECK(cf_info.si_code == SI_TIMER && cf_info.si_value.sival_int == 9);
}
CASE(timer_gettime_01) {
  prepared(SIGUSR1), set(0, 100000, 7000);
  CHECK(now().it_value.tv_sec >= 80 && now().it_value.tv_sec <= 100 && now().it_interval.tv_sec == 7);
}
CASE(timer_gettime_02) {
  prepared(SIGUSR1), set(0, 10, 0), next(SIGUSR1, 10000);
  CHECK(now().it_value.tv_sec == 0 && now().it_value.tv_nsec == 0);
}
CASE(timer_gettime_03) {
  struct timespec when;
  prepared(SIGUSR1), clock_gettime(CLOCK_MONOTONIC, &when), when.tv_sec += 100;
  timer_settime(timer, TIMER_ABSTIME, &(struct itimerspec){{0, 0}, when}, NULL);
  CHECK(now().it_value.tv_sec >= 80 && now().it_value.tv_sec <= 100);
}
static void wait_expirations(int many) { /* each expiry moves the time left back up: no clock needed */
  double end = now_seconds() + 0.002 * many;
  while (now_seconds() < end) tick();
}
CASE(timer_getoverrun_01) {
  prepared(SIGUSR1), set(0, 2, 2), wait_expirations(20), next(SIGUSR1, 10000);
  CHECK(timer_getoverrun(timer) >= 5);
}
CASE(timer_getoverrun_02) {
  prepared(SIGUSR1), set(0, 10, 0), next(SIGUSR1, 10000);
  CHECK(timer_getoverrun(timer) == 0);
}
CASE(timer_getoverrun_03) {
  prepared(SIGRTMIN), set(0, 2, 2), wait_expirations(20);
  set(0, 0, 0), next(SIGRTMIN, 20);
  CHECK(next(SIGRTMIN, 20) == -1);
}
CASE(timer_delete_01) {
  prepared(SIGUSR1);
  CHECK(timer_delete(timer) == 0);
}
CASE(timer_delete_02) {
  double start = now_seconds();
  prepared(SIGUSR1), set(0, 1000, 0), timer_delete(timer);
  if (now_seconds() - start < 1) /* else it may have expired before */
    CHECK(next(SIGUSR1, 1200) == -1);
}
CASE(timer_delete_03) {
  timer_t other;
  prepared(SIGUSR1), other = timer, make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 6), set(0, 20, 0);
  CHECK(timer_delete(other) == 0 && next(SIGUSR1, 10000) == SIGUSR1);
}
