/* Functions of XSH 2.4.3's list of async-signal-safe ones, called by a handler while another signal is handled, and
 * by a handler that has interrupted one of them in the middle of a loop. */
#include "threads.h"
#include <fcntl.h>

static void (*volatile inside)(void);
static void handler(int sig) { inside(), note(sig); }
static void in_handler(void (*what)(void)) {
  inside = what, on(SIGUSR1, handler, 0), raise(SIGUSR1);
  CHECK(caught == 1);
}
static volatile sig_atomic_t good;
#define SAFE(id, ...)                                                                                                  \
  static void id##_body(void) { good = (__VA_ARGS__); }                                                                \
  static void id##_run(void) { in_handler(id##_body), CHECK(good); }
static sigset_t set;
static struct sigaction action;
SAFE(sets, sigemptyset(&set) == 0 && sigaddset(&set, SIGHUP) == 0 && sigismember(&set, SIGHUP) == 1 &&
               sigdelset(&set, SIGHUP) == 0 && sigfillset(&set) == 0)
CASE(as_safe_01) { sets_run(); }
SAFE(act, sigaction(SIGUSR2, NULL, &action) == 0 && (action.sa_handler = note, sigaction(SIGUSR2, &action, NULL) == 0))
CASE(as_safe_02) { act_run(); }
static void masks_body(void) {
  sigset_t hup = set_of(SIGHUP, 0), old;
  good = sigprocmask(SIG_BLOCK, &hup, NULL) == 0 && pthread_sigmask(SIG_UNBLOCK, &hup, &old) == 0 &&
         sigismember(&old, SIGHUP);
}
static void masks_run(void) { in_handler(masks_body), CHECK(good); }
CASE(as_safe_03) { masks_run(); }
SAFE(sends, kill(getpid(), 0) == 0 && raise(0) == 0 && pthread_kill(pthread_self(), 0) == 0)
CASE(as_safe_04) { sends_run(); }
SAFE(queues, sigqueue(getpid(), 0, (union sigval){.sival_int = 1}) == 0)
CASE(as_safe_05) { queues_run(); }
SAFE(pends, sigpending(&set) == 0)
CASE(as_safe_06) { pends_run(); }
SAFE(signals, signal(SIGUSR2, SIG_IGN) != SIG_ERR)
CASE(as_safe_07) { signals_run(); }
static double start;
SAFE(alarms, (start = now_seconds(), alarm(100) == 0) && alarm(0) >= 99 - (now_seconds() - start))
CASE(as_safe_08) { alarms_run(); }
SAFE(groups, getpgrp() != -1 && getpid() > 0)
CASE(as_safe_09) { groups_run(); }
static void suspends(void) {
  sigset_t open = set_of(0);
  on(SIGUSR2, note, 0), block(SIGUSR2), raise(SIGUSR2);
  good = sigsuspend(&open) == -1 && errno == EINTR;
}
CASE(as_safe_10) { inside = suspends, on(SIGUSR1, handler, 0), raise(SIGUSR1), CHECK(good && caught == 2); }
static void exits(void) { _exit(PASS); }
CASE(as_safe_11) { on(SIGUSR1, handler, 0), inside = exits, raise(SIGUSR1), END(FAIL, "_exit() returned"); }
static void aborts(void) { dies(SIGABRT), abort(); }
CASE(as_safe_12) { on(SIGUSR1, handler, 0), inside = aborts, raise(SIGUSR1); }
SAFE(writes, write(1, "", 0) == 0)
CASE(as_safe_13) { writes_run(); }
SAFE(clocks, clock_gettime(CLOCK_MONOTONIC, &(struct timespec){0, 0}) == 0 && time(NULL) > 0)
CASE(as_safe_14) { clocks_run(); }
SAFE(sleeps, nanosleep(&(struct timespec){0, 1000}, NULL) == 0 && sleep(0) == 0)
CASE(as_safe_15) { sleeps_run(); }
static char text[64];
SAFE(strings, memcpy(text, "abc", 4) && strlen(text) == 3 && strcmp(text, "abc") == 0 && memset(text, 0, 9) && !*text)
CASE(as_safe_16) { strings_run(); }
static stack_t stack;
SAFE(stacks, sigaltstack(NULL, &stack) == 0)
CASE(as_safe_17) { stacks_run(); }
/* The same with a handler that comes from another thread, again and again, at any instruction. */
static flag_t stop, started;
static volatile int rounds;
static void *hammers(void *main_thread) {
  while (!stop) pthread_kill(*(pthread_t *)main_thread, SIGUSR1), tick();
  return NULL;
}
static void hammered(void (*what)(void)) {
  pthread_t self = pthread_self(), other;
  inside = what, on(SIGUSR1, handler, 0);
  pthread_create(&other, NULL, hammers, &self);
  while (caught < 30) what(), rounds++, CHECK(good);
  stop = 1, pthread_join(other, NULL);
}
CASE(as_safe_18) { hammered(sets_body); }
CASE(as_safe_19) { hammered(act_body); }
CASE(as_safe_20) { hammered(masks_body); }
CASE(as_safe_21) { hammered(sends_body); }
CASE(as_safe_22) { hammered(pends_body); }
CASE(as_safe_23) { hammered(signals_body); }
CASE(as_safe_24) { hammered(queues_body); }
static void queue_and_take(void) {
  siginfo_t info;
  sigset_t one = set_of(SIGRTMIN, 0);
  good = sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 3}) == 0;
  good = good && sigtimedwait(&one, &info, &(struct timespec){0, 0}) == SIGRTMIN && info.si_value.sival_int == 3;
}
CASE(as_safe_25) { block(SIGRTMIN), hammered(queue_and_take); }
static void errno_kept(void) { errno = EDOM, good = 1; }
static void spoils_errno(int sig) {
  const int kept = errno;
  kill(-1, -1), errno = kept, note(sig);
}
CASE(as_safe_26) {
  on(SIGUSR1, spoils_errno, 0), errno_kept(), raise(SIGUSR1);
  CHECK(errno == EDOM);
}
static void *own_errno(void *unused) { return errno = ERANGE, kill(getpid(), -1), started = errno, unused; }
CASE(as_safe_27) {
  errno = EDOM;
  pthread_t other = thread(own_errno);
  pthread_join(other, NULL);
  CHECK(errno == EDOM && started == EINVAL);
}
