/* kill(), killpg() and sigqueue() within one process and in its own group; other processes are in kill_other.c. */
#include "threads.h"
#if __has_include(<sys/resource.h>)
#include <sys/resource.h>
#endif

static pid_t nobody(void) { return 0x3FFFFFFC; } /* above every process number that systems give */
static flag_t ready, done, result;
static pthread_t handled_by;
static void who(int sig) { handled_by = pthread_self(), note(sig), done = 1; }

CASE(kill_01) {
  on(SIGUSR1, note, 0);
  CHECK(kill(getpid(), SIGUSR1) == 0 && caught == 1);
}
CASE(kill_02) { CHECK(kill(getpid(), 0) == 0); }
CASE(kill_03) { FAILS(kill(nobody(), 0), ESRCH); }
CASE(kill_04) { FAILS(kill(nobody(), SIGTERM), ESRCH); }
CASE(kill_05) { FAILS(kill(getpid(), -1), EINVAL); }
CASE(kill_06) { FAILS(kill(getpid(), SIGRTMAX + 1), EINVAL); }
CASE(kill_07) {
  on(SIGUSR1, note, 0), block(SIGUSR1);
  CHECK(kill(getpid(), SIGUSR1) == 0 && caught == 0 && pending(SIGUSR1));
}
static void *open_usr1(void *unused) { /* computes: it asks for nothing, and must be found */
  unblock(SIGUSR1), ready = 1;
  while (!done) {}
  return unused;
}
CASE(kill_08) {
  on(SIGUSR1, who, 0), block(SIGUSR1);
  pthread_t open = thread(open_usr1);
  until(&ready), kill(getpid(), SIGUSR1), until(&done), pthread_join(open, NULL);
  CHECK(pthread_equal(handled_by, open));
}
static void *waits_usr1(void *unused) {
  sigset_t set = set_of(SIGUSR1, 0);
  int got = 0;
  ready = 1, sigwait(&set, &got), result = got, done = 1;
  return unused;
}
CASE(kill_09) {
  on(SIGUSR1, note, 0), block(SIGUSR1);
  pthread_t waits = thread(waits_usr1);
  until(&ready), kill(getpid(), SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == SIGUSR1 && caught == 0);
}
CASE(kill_10) {
  on_info(SIGUSR1, 0), kill(getpid(), SIGUSR1);
  CHECK(cf_info.si_code == SI_USER && cf_info.si_pid == getpid());
#ifndef _WIN32
  CHECK(cf_info.si_uid == getuid());
#endif
}
CASE(kill_11) {
  setpgid(0, 0), on(SIGUSR1, note, 0);
  CHECK(kill(0, SIGUSR1) == 0 && caught == 1);
}
CASE(kill_12) {
  setpgid(0, 0), on(SIGUSR1, note, 0);
  SETUP(getpgrp() == getpid());
  CHECK(kill(-getpid(), SIGUSR1) == 0 && caught == 1);
}
CASE(kill_13) { FAILS(kill(-nobody(), SIGUSR1), ESRCH); }
CASE(kill_14) {
  setpgid(0, 0);
  CHECK(kill(0, 0) == 0 && kill(-getpgrp(), 0) == 0);
}
CASE(kill_15) {
  const int blocked_too[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGHUP};
  for (int i = 0; i < 4; i++) block(blocked_too[i]), kill(getpid(), blocked_too[i]);
  for (int i = 0; i < 4; i++) CHECK(pending(blocked_too[i]));
}
CASE(kill_16) {
  on(SIGUSR1, note, 0), block(SIGUSR1), kill(getpid(), SIGUSR1), kill(getpid(), SIGUSR1), unblock(SIGUSR1);
  CHECK(caught == 1);
}
CASE(kill_17) { dies(SIGKILL), kill(getpid(), SIGKILL); }
CASE(kill_18) {
  sigset_t all;
  sigfillset(&all), sigprocmask(SIG_SETMASK, &all, NULL);
  dies(SIGKILL), kill(getpid(), SIGKILL);
}
CASE(kill_19) { dies(SIGTERM), kill(getpid(), SIGTERM); }
CASE(killpg_01) {
  setpgid(0, 0), on(SIGUSR1, note, 0);
  CHECK(killpg(getpgrp(), SIGUSR1) == 0 && caught == 1);
}
CASE(killpg_02) { FAILS(killpg(nobody(), SIGUSR1), ESRCH); }
CASE(killpg_03) { FAILS(killpg(getpgrp(), -1), EINVAL); }
CASE(killpg_04) { FAILS(killpg(getpgrp(), SIGRTMAX + 1), EINVAL); }
CASE(killpg_05) { CHECK(killpg(getpgrp(), 0) == 0); }
CASE(killpg_06) { FAILS(killpg(nobody(), 0), ESRCH); }

#define VALUE(n) ((union sigval){.sival_int = (n)})
static int values[64];
static void values_in(int sig, siginfo_t *info, void *context) {
  (void)context, values[caught & 63] = info->si_value.sival_int, cf_info = *info, note(sig);
}
static void on_values(int sig) {
  SETUP(sigaction(sig, &(struct sigaction){.sa_sigaction = values_in, .sa_flags = SA_SIGINFO}, NULL) == 0);
}
CASE(sigqueue_01) {
  on_values(SIGRTMIN);
  CHECK(sigqueue(getpid(), SIGRTMIN, VALUE(77)) == 0 && caught == 1 && values[0] == 77);
}
CASE(sigqueue_02) {
  on_values(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, VALUE(1));
  CHECK(cf_info.si_code == SI_QUEUE && cf_info.si_pid == getpid() && cf_info.si_signo == SIGRTMIN);
}
CASE(sigqueue_03) { CHECK(sigqueue(getpid(), 0, VALUE(1)) == 0); }
CASE(sigqueue_04) { FAILS(sigqueue(nobody(), 0, VALUE(1)), ESRCH); }
CASE(sigqueue_05) { FAILS(sigqueue(nobody(), SIGRTMIN, VALUE(1)), ESRCH); }
CASE(sigqueue_06) { FAILS(sigqueue(getpid(), -1, VALUE(1)), EINVAL); }
CASE(sigqueue_07) { FAILS(sigqueue(getpid(), SIGRTMAX + 1, VALUE(1)), EINVAL); }
CASE(sigqueue_08) {
  on_values(SIGRTMIN), block(SIGRTMIN);
  for (int i = 0; i < 10; i++) CHECK(sigqueue(getpid(), SIGRTMIN, VALUE(i)) == 0);
  CHECK(caught == 0), unblock(SIGRTMIN), CHECK(caught == 10);
}
CASE(sigqueue_09) {
  on_values(SIGRTMIN), block(SIGRTMIN);
  for (int i = 0; i < 10; i++) sigqueue(getpid(), SIGRTMIN, VALUE(i));
  unblock(SIGRTMIN);
  for (int i = 0; i < 10; i++) CHECK(values[i] == i);
}
CASE(sigqueue_10) {
  sigset_t all;
  sigfillset(&all), sigprocmask(SIG_SETMASK, &all, NULL);
  for (int sig = SIGRTMIN; sig < SIGRTMIN + 5; sig++) on_values(sig);
  for (int sig = SIGRTMIN + 4; sig >= SIGRTMIN; sig--) sigqueue(getpid(), sig, VALUE(sig));
  all = set_of(0);
  struct sigaction act = {.sa_sigaction = values_in, .sa_flags = SA_SIGINFO};
  sigfillset(&act.sa_mask);
  for (int sig = SIGRTMIN; sig < SIGRTMIN + 5; sig++) sigaction(sig, &act, NULL);
  sigprocmask(SIG_SETMASK, &all, NULL);
  for (int i = 0; i < 5; i++) CHECK(order[i] == SIGRTMIN + i);
}
CASE(sigqueue_11) {
  on_values(SIGUSR1);
  CHECK(sigqueue(getpid(), SIGUSR1, VALUE(5)) == 0 && caught == 1 && values[0] == 5 && cf_info.si_code == SI_QUEUE);
}
CASE(sigqueue_12) {
  int here;
  on_info(SIGRTMAX, 0), sigqueue(getpid(), SIGRTMAX, (union sigval){.sival_ptr = &here});
  CHECK(cf_info.si_value.sival_ptr == &here);
}
CASE(sigqueue_13) {
  const long most = sysconf(_SC_SIGQUEUE_MAX);
  CHECK(most == -1 || most >= 32);
  on_values(SIGRTMIN), block(SIGRTMIN);
  for (int i = 0; i < 32; i++) CHECK(sigqueue(getpid(), SIGRTMIN, VALUE(i)) == 0);
}
CASE(sigqueue_14) {
  sigset_t set = set_of(SIGRTMIN, 0);
  long sent = 0;
#ifdef RLIMIT_SIGPENDING /* Linux counts all of a user's: an end of its own, before that of the others */
  setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){1000, 1000});
#endif
  block(SIGRTMIN);
  while (sent < 200000 && sigqueue(getpid(), SIGRTMIN, VALUE((int)sent)) == 0) sent++;
  if (sent == 200000) END(UNSUPPORTED, "no end of the queue after 200,000 signals");
  CHECK(errno == EAGAIN);
  for (long i = 0; i < sent; i++) {
    siginfo_t info;
    CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_value.sival_int == (int)i);
  }
  CHECK(!pending(SIGRTMIN));
}
static long fill(long most) {
  long sent = 0;
  block(SIGRTMIN);
  while (sent < most && sigqueue(getpid(), SIGRTMIN, VALUE((int)sent)) == 0) sent++;
  return sent;
}
CASE(sigqueue_23) {
  const long most = sysconf(_SC_SIGQUEUE_MAX), wanted = most < 0 ? 32 : most - most / 4;
  CHECK(fill(wanted) == wanted);
}
CASE(kill_33) {
#ifdef RLIMIT_SIGPENDING
  setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){1000, 1000});
#endif
  if (fill(200000) == 200000) END(UNSUPPORTED, "no end of the queue after 200,000 signals");
  block(SIGRTMIN + 1);
  CHECK(kill(getpid(), SIGRTMIN + 1) == 0 && pending(SIGRTMIN + 1));
}
CASE(sigqueue_15) {
  on_values(SIGRTMIN), block(SIGRTMIN);
  CHECK(sigqueue(getpid(), SIGRTMIN, VALUE(3)) == 0 && pending(SIGRTMIN) && caught == 0);
}
CASE(sigqueue_16) {
  on(SIGRTMIN, SIG_IGN, 0);
  CHECK(sigqueue(getpid(), SIGRTMIN, VALUE(3)) == 0);
  block(SIGRTMIN);
  on(SIGRTMIN, SIG_IGN, 0);
}
CASE(sigqueue_17) { dies(SIGRTMIN + 1), sigqueue(getpid(), SIGRTMIN + 1, VALUE(3)); }
static void *takes(void *unused) {
  sigset_t set = set_of(SIGRTMIN, 0);
  siginfo_t info;
  ready = 1, result = sigwaitinfo(&set, &info) == SIGRTMIN ? info.si_value.sival_int : -1;
  return unused;
}
CASE(sigqueue_18) {
  block(SIGRTMIN);
  pthread_t waits = thread(takes);
  until(&ready), sigqueue(getpid(), SIGRTMIN, VALUE(99)), pthread_join(waits, NULL);
  CHECK(result == 99);
}
CASE(sigqueue_19) {
  on_values(SIGRTMIN), block(SIGRTMIN);
  raise(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, VALUE(1)), kill(getpid(), SIGRTMIN), unblock(SIGRTMIN);
  CHECK(caught >= 2);
}
