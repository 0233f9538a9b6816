/* Signals between processes: a parent and the children it starts. */
#include "respawn.h"

static void blocks(int a, int b) {
  sigset_t set = set_of(a, b, 0);
  SETUP(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
}
static void waits_for_end(void) {
  sigset_t none = set_of(0);
  for (;;) sigsuspend(&none);
}
static pid_t start(const char *role) {
  pid_t child;
  block(SIGUSR2), child = respawn(role);
  return told(SIGUSR2), child;
}

ROLE(takes_usr1) { /* answers with 0 if the parent sent it */
  siginfo_t info;
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), notify_parent(SIGUSR2);
  _exit(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_pid == parent_pid() && info.si_code == SI_USER ? 0 : 9);
}
CASE(kill_20) {
  pid_t child = start("takes_usr1");
  CHECK(kill(child, SIGUSR1) == 0 && reap(child) == 0);
}
ROLE(blocks_all) {
  sigset_t all;
  sigfillset(&all), sigprocmask(SIG_SETMASK, &all, NULL), notify_parent(SIGUSR2);
  for (;;) pause();
}
CASE(kill_21) {
  pid_t child = start("blocks_all");
  CHECK(kill(child, SIGKILL) == 0 && reap(child) == KILLED + SIGKILL);
}
ROLE(waits) { unblock(SIGTERM), unblock(SIGUSR1), notify_parent(SIGUSR2), waits_for_end(); }
CASE(kill_22) {
  pid_t child = start("waits");
  CHECK(kill(child, SIGTERM) == 0 && reap(child) == KILLED + SIGTERM);
}
CASE(kill_23) {
  pid_t child = start("waits");
  CHECK(kill(child, 0) == 0);
  CHECK(kill(child, SIGKILL) == 0 && reap(child) == KILLED + SIGKILL);
}
ROLE(ends) { _exit(0); }
CASE(kill_24) {
  pid_t child = respawn("ends");
  SETUP(reap(child) == 0);
  FAILS(kill(child, SIGTERM), ESRCH);
  FAILS(kill(child, 0), ESRCH);
}
ROLE(unblocks_later) { /* the second signal says when */
  sigset_t open = set_of(0), later = set_of(SIGUSR2, 0);
  blocks(SIGUSR1, SIGUSR2), on(SIGUSR1, note, 0), notify_parent(SIGUSR2);
  sigwait(&later, &(int){0});
  if (caught != 0 || !pending(SIGUSR1)) _exit(8);
  sigprocmask(SIG_SETMASK, &open, NULL);
  _exit(caught == 1 ? 0 : 9);
}
CASE(kill_25) {
  pid_t child = start("unblocks_later");
  CHECK(kill(child, SIGUSR1) == 0 && kill(child, SIGUSR2) == 0);
  CHECK(reap(child) == 0);
}
ROLE(ignores_usr1) {
  sigset_t set = set_of(SIGUSR2, 0);
  block(SIGUSR2), on(SIGUSR1, SIG_IGN, 0), notify_parent(SIGUSR2), sigwait(&set, &(int){0});
  _exit(0);
}
CASE(kill_26) {
  pid_t child = start("ignores_usr1");
  CHECK(kill(child, SIGUSR1) == 0 && kill(child, SIGUSR2) == 0 && reap(child) == 0);
}
CASE(kill_27) {
  setpgid(0, 0), block(SIGUSR1);
  pid_t one = start("takes_usr1"), two = start("takes_usr1");
  CHECK(kill(0, SIGUSR1) == 0 && pending(SIGUSR1));
  CHECK(reap(one) == 0 && reap(two) == 0);
}
ROLE(tells_usr1) { notify_parent(SIGUSR1), _exit(0); }
CASE(kill_28) {
  siginfo_t info;
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1);
  pid_t child = respawn("tells_usr1");
  CHECK(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_pid == child && reap(child) == 0);
}
CASE(killpg_07) {
  setpgid(0, 0), block(SIGUSR1);
  pid_t one = start("takes_usr1"), two = start("takes_usr1");
  CHECK(killpg(getpgrp(), SIGUSR1) == 0 && reap(one) == 0 && reap(two) == 0);
}
ROLE(takes_value) {
  siginfo_t info;
  sigset_t set = set_of(SIGRTMIN + 1, 0);
  block(SIGRTMIN + 1), notify_parent(SIGUSR2);
  _exit(sigwaitinfo(&set, &info) > 0 && info.si_code == SI_QUEUE && info.si_pid == parent_pid()
            ? info.si_value.sival_int
            : 99);
}
CASE(sigqueue_20) {
  pid_t child = start("takes_value");
  CHECK(sigqueue(child, SIGRTMIN + 1, (union sigval){.sival_int = 42}) == 0 && reap(child) == 42);
}
ROLE(takes_twenty) {
  siginfo_t info;
  sigset_t set = set_of(SIGRTMIN, 0);
  block(SIGRTMIN), notify_parent(SIGUSR2);
  for (int i = 0; i < 20; i++)
    if (sigwaitinfo(&set, &info) != SIGRTMIN || info.si_value.sival_int != i) _exit(9);
  _exit(0);
}
CASE(sigqueue_21) {
  pid_t child = start("takes_twenty");
  for (int i = 0; i < 20; i++) CHECK(sigqueue(child, SIGRTMIN, (union sigval){.sival_int = i}) == 0);
  CHECK(reap(child) == 0);
}
ROLE(aborts) { abort(); }
CASE(abort_10) { CHECK(reap(respawn("aborts")) == KILLED + SIGABRT); }
ROLE(raises_term) { raise(SIGTERM); }
CASE(default_status) { CHECK(reap(respawn("raises_term")) == KILLED + SIGTERM); }
