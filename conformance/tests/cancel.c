/* Cancellation points among the functions that wait for signals, time and children. */
#include "threads.h"

#include <sched.h>

static flag_t ready, go, cleaned, returned;
static void (*point)(void);
static const struct timespec kLong = {15, 0};
static void clean(void *unused) { (void)unused, cleaned = 1; }
static void *victim(void *unused) {
  pthread_cleanup_push(clean, NULL);
  ready = 1;
  while (!go) sched_yield(); /* no cancellation point */
  point();
  returned = 1;
  pthread_cleanup_pop(0);
  return unused;
}
/* Cancelled before it calls, or most likely while it waits. */
static void is_point(void (*call)(void), int before) {
  void *result = NULL;
  point = call, block(SIGUSR1);
  if (!before) go = 1;
  pthread_t id = thread(victim);
  until(&ready);
  if (!before) nanosleep(&(struct timespec){0, 50000000}, NULL);
  CHECK(pthread_cancel(id) == 0);
  go = 1;
  CHECK(pthread_join(id, &result) == 0 && result == PTHREAD_CANCELED && cleaned && !returned);
}
static void call_pause(void) { pause(); }
static void call_sleep(void) { sleep(15); }
static void call_nanosleep(void) { nanosleep(&kLong, NULL); }
static void call_sigsuspend(void) {
  sigset_t none = set_of(0);
  sigsuspend(&none);
}
static void call_sigwait(void) {
  sigset_t set = set_of(SIGUSR1, 0);
  int sig;
  sigwait(&set, &sig);
}
static void call_sigwaitinfo(void) {
  sigset_t set = set_of(SIGUSR1, 0);
  sigwaitinfo(&set, NULL);
}
static void call_sigtimedwait(void) {
  sigset_t set = set_of(SIGUSR1, 0);
  sigtimedwait(&set, NULL, &kLong);
}

CASE(cancel_01) { is_point(call_pause, 0); }
CASE(cancel_02) { is_point(call_sleep, 0); }
CASE(cancel_03) { is_point(call_nanosleep, 0); }
CASE(cancel_04) { is_point(call_sigsuspend, 0); }
CASE(cancel_05) { is_point(call_sigwait, 0); }
CASE(cancel_06) { is_point(call_sigwaitinfo, 0); }
CASE(cancel_07) { is_point(call_sigtimedwait, 0); }
CASE(cancel_08) { is_point(call_sleep, 1); }
CASE(cancel_09) {
  block(SIGUSR1), kill(getpid(), SIGUSR1);
  is_point(call_sigwait, 1);
  CHECK(pending(SIGUSR1));
}
static int slept = -1;
static void call_disabled(void) {
  int former;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &former);
  slept = nanosleep(&(struct timespec){0, 20000000}, NULL);
  pthread_setcancelstate(former, NULL);
}
CASE(cancel_10) {
  point = call_disabled;
  pthread_t id = thread(victim);
  until(&ready);
  pthread_cancel(id), go = 1;
  CHECK(pthread_join(id, NULL) == 0 && slept == 0 && returned);
}
