/* pselect(), ppoll(), select(), poll() and signals. REQUIRES: pselect ppoll select poll pipe */
#include "threads.h"
#include <poll.h>
#include <sys/select.h>

static flag_t ready, done, result, error_seen;
static int pipe_of[2];
static const struct timespec kLong = {15, 0}, kShort = {0, 20000000}, kNow = {0, 0};
static fd_set read_set(void) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(pipe_of[0], &set);
  return set;
}
static int selects(const struct timespec *time, const sigset_t *mask) {
  fd_set set = read_set();
  return pselect(pipe_of[0] + 1, &set, NULL, NULL, time, mask);
}
static int polls(const struct timespec *time, const sigset_t *mask) {
  struct pollfd fd = {pipe_of[0], POLLIN, 0};
  return ppoll(&fd, 1, time, mask);
}
static void prepared(void) { SETUP(pipe(pipe_of) == 0), on(SIGUSR1, note, 0); }
static void fill(void) { SETUP(write(pipe_of[1], "x", 1) == 1); }
typedef int call_t(const struct timespec *, const sigset_t *);

static void opens_mask(call_t *call) { /* the signal that only the call's mask lets through */
  sigset_t none = set_of(0);
  prepared(), block(SIGUSR1), raise(SIGUSR1);
  FAILS(call(&kLong, &none), EINTR);
  CHECK(caught == 1 && blocked(SIGUSR1));
}
static void keeps_blocked(call_t *call) {
  sigset_t usr1 = set_of(SIGUSR1, 0);
  prepared(), block(SIGUSR1), raise(SIGUSR1);
  CHECK(call(&kShort, &usr1) == 0 && caught == 0 && pending(SIGUSR1));
}
CASE(pselect_01) { opens_mask(selects); }
CASE(pselect_02) { keeps_blocked(selects); }
CASE(pselect_03) { prepared(), fill(), CHECK(selects(&kLong, NULL) == 1); }
CASE(pselect_04) {
  double start = now_seconds();
  prepared();
  CHECK(selects(&kShort, NULL) == 0 && now_seconds() - start >= 0.0199);
}
CASE(pselect_05) {
  struct timespec time = kShort;
  prepared(), selects(&time, NULL);
  CHECK(time.tv_sec == kShort.tv_sec && time.tv_nsec == kShort.tv_nsec);
}
CASE(pselect_06) { prepared(), FAILS(selects(&(struct timespec){0, 1000000000}, NULL), EINVAL); }
CASE(pselect_07) { prepared(), CHECK(selects(&kNow, NULL) == 0); }
static call_t *volatile waiting;
static void *waits(void *unused) {
  return ready = 1, result = waiting(&kLong, NULL), error_seen = errno, done = 1, unused;
}
static void interrupted(call_t *call, int flags) {
  prepared(), on(SIGUSR1, note, flags), waiting = call;
  pthread_t other = thread(waits);
  until(&ready), nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result == -1 && error_seen == EINTR && caught >= 1);
}
CASE(pselect_08) { interrupted(selects, 0); }
CASE(pselect_09) {
  prepared(), block(SIGUSR2);
  sigset_t none = set_of(0);
  fill();
  CHECK(selects(&kLong, &none) == 1 && blocked(SIGUSR2));
}
CASE(ppoll_01) { opens_mask(polls); }
CASE(ppoll_02) { keeps_blocked(polls); }
CASE(ppoll_03) { prepared(), fill(), CHECK(polls(&kLong, NULL) == 1); }
CASE(ppoll_04) {
  double start = now_seconds();
  prepared();
  CHECK(polls(&kShort, NULL) == 0 && now_seconds() - start >= 0.0199);
}
CASE(ppoll_05) { prepared(), FAILS(polls(&(struct timespec){0, 1000000000}, NULL), EINVAL); }
CASE(ppoll_06) { prepared(), CHECK(polls(&kNow, NULL) == 0); }
CASE(ppoll_07) { interrupted(polls, 0); }
CASE(ppoll_08) { interrupted(polls, SA_RESTART); }
static int plain_select(const struct timespec *time, const sigset_t *mask) {
  fd_set set = read_set();
  (void)mask;
  return select(pipe_of[0] + 1, &set, NULL, NULL, &(struct timeval){time->tv_sec, time->tv_nsec / 1000});
}
static int plain_poll(const struct timespec *time, const sigset_t *mask) {
  struct pollfd fd = {pipe_of[0], POLLIN, 0};
  (void)mask;
  return poll(&fd, 1, (int)(time->tv_sec * 1000 + time->tv_nsec / 1000000));
}
CASE(select_01) { interrupted(plain_select, 0); }
CASE(select_02) { prepared(), fill(), CHECK(plain_select(&kLong, NULL) == 1); }
CASE(poll_01) { interrupted(plain_poll, 0); }
CASE(poll_02) { interrupted(plain_poll, SA_RESTART); }
CASE(poll_03) { prepared(), fill(), CHECK(plain_poll(&kLong, NULL) == 1); }
