/* clock_nanosleep(). REQUIRES: clock_nanosleep */
#include "threads.h"

static flag_t ready, done, result;
static struct timespec left;
static double slept;
static int absolute;
static const struct timespec kShort = {0, 20000000};
static struct timespec later(clockid_t clock, long seconds, long nanoseconds) {
  struct timespec now;
  clock_gettime(clock, &now);
  now.tv_sec += seconds, now.tv_nsec += nanoseconds;
  if (now.tv_nsec >= 1000000000) now.tv_nsec -= 1000000000, now.tv_sec++;
  return now;
}
static void *naps(void *unused) {
  double start = now_seconds();
  struct timespec when = absolute ? later(CLOCK_MONOTONIC, 15, 0) : (struct timespec){15, 0};
  left.tv_sec = 99, ready = 1;
  result = clock_nanosleep(CLOCK_MONOTONIC, absolute ? TIMER_ABSTIME : 0, &when, &left), slept = now_seconds() - start,
  done = 1;
  return unused;
}
static void interrupt(int flags) {
  on(SIGUSR1, note, flags);
  pthread_t other = thread(naps);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
}

CASE(clock_nanosleep_01) {
  double start = now_seconds();
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &kShort, NULL) == 0 && now_seconds() - start >= 0.0199);
}
CASE(clock_nanosleep_02) {
  double start = now_seconds();
  CHECK(clock_nanosleep(CLOCK_REALTIME, 0, &kShort, NULL) == 0 && now_seconds() - start >= 0.019);
}
CASE(clock_nanosleep_03) {
  double start = now_seconds();
  struct timespec when = later(CLOCK_MONOTONIC, 0, 20000000);
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == 0 && now_seconds() - start >= 0.019);
}
CASE(clock_nanosleep_04) {
  struct timespec past = {1, 0};
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &past, NULL) == 0);
  CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &past, NULL) == 0);
}
CASE(clock_nanosleep_05) {
  interrupt(0);
  CHECK(result == EINTR && slept < 14.9);
}
CASE(clock_nanosleep_06) {
  interrupt(0);
  const double rest = (double)left.tv_sec + (double)left.tv_nsec / 1e9;
  CHECK(rest > 0 && rest + slept > 14.8 && rest < 15.1);
}
CASE(clock_nanosleep_07) {
  absolute = 1, interrupt(0);
  CHECK(result == EINTR && left.tv_sec == 99);
}
CASE(clock_nanosleep_08) {
  interrupt(SA_RESTART);
  CHECK(result == EINTR);
}
CASE(clock_nanosleep_09) {
  errno = 0;
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 1000000000}, NULL) == EINVAL && errno == 0);
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, -1}, NULL) == EINVAL);
}
CASE(clock_nanosleep_10) { CHECK(clock_nanosleep((clockid_t)12345, 0, &kShort, NULL) == EINVAL); }
CASE(clock_nanosleep_11) { CHECK(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &kShort, NULL) == EINVAL); }
