/* XSH 2.4: generation, delivery, acceptance, and what handlers may count on. */
#include "threads.h"
#include <setjmp.h>

static flag_t ready, done, stop, result;
static sigjmp_buf out;
static int values[64];
static void value_in(int sig, siginfo_t *info, void *context) {
  (void)context, values[caught & 63] = info->si_value.sival_int, note(sig);
}
static void on_value(int sig) {
  struct sigaction act = {.sa_sigaction = value_in, .sa_flags = SA_SIGINFO};
  sigfillset(&act.sa_mask), SETUP(sigaction(sig, &act, NULL) == 0);
}
#define QUEUE(sig, n) SETUP(sigqueue(getpid(), sig, (union sigval){.sival_int = (n)}) == 0)

CASE(concepts_01) {
  on(SIGUSR1, note, 0), block(SIGUSR1);
  for (int i = 0; i < 10; i++) raise(SIGUSR1);
  unblock(SIGUSR1);
  CHECK(caught == 1);
}
CASE(concepts_02) {
  sigset_t two = set_of(SIGRTMIN, SIGRTMIN + 1, 0);
  on_value(SIGRTMIN), on_value(SIGRTMIN + 1), sigprocmask(SIG_BLOCK, &two, NULL);
  for (int i = 0; i < 3; i++) QUEUE(SIGRTMIN + 1, i), QUEUE(SIGRTMIN, 10 + i);
  sigprocmask(SIG_UNBLOCK, &two, NULL);
  CHECK(caught == 6);
  for (int i = 0; i < 3; i++) CHECK(values[i] == 10 + i && values[3 + i] == i);
}
CASE(concepts_03) {
  sigset_t usr1 = set_of(SIGUSR1, 0);
  on(SIGUSR1, note, 0), block(SIGUSR1), kill(getpid(), SIGUSR1), sigwaitinfo(&usr1, NULL), unblock(SIGUSR1);
  CHECK(caught == 0);
}
CASE(concepts_04) { /* the action is the one at delivery, not at generation */
  on(SIGUSR1, SIG_DFL, 0), block(SIGUSR1), raise(SIGUSR1), on(SIGUSR1, note, 0), unblock(SIGUSR1);
  CHECK(caught == 1);
}
CASE(concepts_05) {
  on(SIGUSR1, SIG_IGN, 0), block(SIGUSR1), kill(getpid(), SIGUSR1), on(SIGUSR1, note, 0), unblock(SIGUSR1);
  CHECK(caught <= 1);
}
CASE(concepts_06) {
  const int all[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGCHLD};
  sigset_t set;
  sigfillset(&set), sigprocmask(SIG_SETMASK, &set, NULL);
  for (int i = 0; i < 8; i++) on(all[i], note, 0), kill(getpid(), all[i]);
  sigemptyset(&set), sigprocmask(SIG_SETMASK, &set, NULL);
  CHECK(caught == 8);
  for (int i = 0; i < 8; i++) {
    int times = 0;
    for (int k = 0; k < 8; k++) times += order[k] == all[i];
    CHECK(times == 1);
  }
}
static volatile unsigned long long counter;
static void *counts(void *unused) {
  for (ready = 1; !stop; counter++) {}
  return done = 1, unused;
}
CASE(concepts_07) {
  on(SIGUSR1, note, 0);
  pthread_t other = thread(counts);
  until(&ready);
  for (int i = 0; i < 20; i++) {
    const int before = caught;
    pthread_kill(other, SIGUSR1);
    while (caught == before) tick();
  }
  const unsigned long long then = counter;
  while (counter == then) tick();
  stop = 1, pthread_join(other, NULL);
  CHECK(caught == 20);
}
static double volatile sum;
static void uses_registers(int sig) {
  double x = 1.25;
  for (int i = 0; i < 50; i++) x = x * 1.5 - (double)i;
  sum = x, note(sig);
}
static void *computes(void *unused) {
  int wrong = 0;
  ready = 1;
  while (!stop) {
    double a = 1.0, b = 2.0, c = 3.0, d = 4.0;
    long long i = 1, j = 2, k = 3;
    for (int n = 0; n < 1000; n++) a += 1, b += 2, c += 3, d += 4, i += 5, j += 6, k += 7;
    wrong += a != 1001 || b != 2002 || c != 3003 || d != 4004 || i != 5001 || j != 6002 || k != 7003;
  }
  return result = wrong, unused;
}
CASE(concepts_08) {
  on(SIGUSR1, uses_registers, 0);
  pthread_t other = thread(computes);
  until(&ready);
  for (int i = 0; i < 50; i++) {
    const int before = caught;
    pthread_kill(other, SIGUSR1);
    while (caught == before) tick();
  }
  stop = 1, pthread_join(other, NULL);
  CHECK(result == 0 && caught == 50);
}
static flag_t depth, deepest, storm;
static void measures(int sig) {
  depth = depth + 1, deepest = depth > deepest ? depth : deepest;
  if (storm < 100) storm = storm + 1, raise(sig);
  depth = depth - 1, note(sig);
}
CASE(concepts_09) {
  on(SIGUSR1, measures, 0), raise(SIGUSR1);
  CHECK(deepest == 1 && caught == 101);
}
CASE(concepts_10) {
  on(SIGUSR1, SIG_IGN, 0), block(SIGUSR2), raise(SIGUSR1);
  CHECK(nanosleep(&(struct timespec){0, 1000000}, NULL) == 0);
}
static void leaves(int sig) { note(sig), siglongjmp(out, 1); }
CASE(concepts_11) {
  on(SIGUSR1, leaves, 0);
  if (sigsetjmp(out, 1) == 0) raise(SIGUSR1), END(FAIL, "came back");
  on(SIGUSR1, note, 0), raise(SIGUSR1);
  CHECK(caught == 2);
}
CASE(concepts_12) {
  on_info(SIGUSR1, 0), block(SIGUSR1), raise(SIGUSR1), unblock(SIGUSR1);
  CHECK(cf_info.si_signo == SIGUSR1 && cf_info.si_code <= 0);
}
static flag_t usr2_in_usr1;
static void first_of_two(int sig) { usr2_in_usr1 = caught, note(sig); }
CASE(concepts_13) {
  sigset_t both = set_of(SIGUSR1, SIGUSR2, 0);
  on(SIGUSR1, first_of_two, 0), on(SIGUSR2, first_of_two, 0), sigprocmask(SIG_BLOCK, &both, NULL);
  raise(SIGUSR2), raise(SIGUSR1), sigprocmask(SIG_UNBLOCK, &both, NULL);
  CHECK(caught == 2 && !pending(SIGUSR1) && !pending(SIGUSR2));
}
static void *waits_cond(void *lock) { return pthread_mutex_lock(lock), pthread_mutex_unlock(lock), done = 1, NULL; }
CASE(concepts_14) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_t other;
  on(SIGUSR1, note, 0), pthread_mutex_lock(&lock), pthread_create(&other, NULL, waits_cond, &lock);
  for (int i = 0; i < 5; i++) pthread_kill(other, SIGUSR1), tick();
  CHECK(!done), pthread_mutex_unlock(&lock), CHECK(pthread_join(other, NULL) == 0);
}
static void *joins(void *other) { return pthread_join(*(pthread_t *)other, NULL), done = 1, NULL; }
static void *until_stop(void *unused) { return until(&stop), unused; }
CASE(concepts_15) {
  pthread_t busy = thread(until_stop), waiting;
  on(SIGUSR1, note, 0), pthread_create(&waiting, NULL, joins, &busy);
  for (int i = 0; i < 5; i++) pthread_kill(waiting, SIGUSR1), tick();
  CHECK(!done), stop = 1, CHECK(pthread_join(waiting, NULL) == 0);
}
CASE(concepts_16) {
  on_value(SIGRTMIN), block(SIGRTMIN), QUEUE(SIGRTMIN, 1), raise(SIGRTMIN), QUEUE(SIGRTMIN, 2), unblock(SIGRTMIN);
  CHECK(caught == 3);
}
/* Handlers are set up lowest number first, and each is interrupted at once by what its mask lets through. */
static void at_both_ends(int sig) { note(sig), note(-sig); }
static void send_both(int to_process) {
  to_process ? kill(getpid(), SIGUSR1) : raise(SIGUSR1), to_process ? kill(getpid(), SIGUSR2) : raise(SIGUSR2);
}
CASE(concepts_27) {
  sigset_t both = set_of(SIGUSR1, SIGUSR2, 0);
  on(SIGUSR1, at_both_ends, 0), on(SIGUSR2, at_both_ends, 0);
  for (int to_process = 0; to_process < 2; to_process++) {
    caught = 0, sigprocmask(SIG_BLOCK, &both, NULL), send_both(to_process), sigprocmask(SIG_UNBLOCK, &both, NULL);
    CHECK(caught == 4 && order[0] == -order[1] && order[2] == -order[3]);
  }
}
static void waits_for_usr2(int sig) {
  for (double end = now_seconds() + 10; caught == 0 && now_seconds() < end;) {}
  note(sig);
}
CASE(concepts_28) {
  sigset_t both = set_of(SIGUSR1, SIGUSR2, 0);
  on(SIGUSR1, waits_for_usr2, 0), on(SIGUSR2, note, 0);
  for (int to_process = 0; to_process < 2; to_process++) {
    caught = 0, sigprocmask(SIG_BLOCK, &both, NULL), send_both(to_process), sigprocmask(SIG_UNBLOCK, &both, NULL);
    CHECK(caught == 2 && order[0] == SIGUSR2 && order[1] == SIGUSR1);
  }
}
static void sends_both(int sig) { send_both(1), at_both_ends(sig); }
CASE(concepts_29) {
  struct sigaction act = {.sa_handler = sends_both};
  sigfillset(&act.sa_mask), sigaction(SIGHUP, &act, NULL);
  on(SIGUSR1, waits_for_usr2, 0), on(SIGUSR2, note, 0), raise(SIGHUP);
  CHECK(caught == 4 && order[0] == SIGHUP && order[1] == -SIGHUP);
}
CASE(concepts_30) {
  sigset_t two = set_of(SIGRTMIN, SIGRTMIN + 1, 0);
  on_value(SIGRTMIN), on_value(SIGRTMIN + 1), sigprocmask(SIG_BLOCK, &two, NULL);
  raise(SIGRTMIN + 1), QUEUE(SIGRTMIN, 0), sigprocmask(SIG_UNBLOCK, &two, NULL);
  CHECK(caught == 2 && order[0] == SIGRTMIN && order[1] == SIGRTMIN + 1);
}
