/* What a child of fork() has of its parent's signals, and what it has not. REQUIRES: fork timer_create */
#include "respawn.h"
#include "threads.h"

static char stack[256 * 1024], *volatile sp;
static flag_t ready, stop, result;
static siginfo_t info;
static pid_t child;
static timer_t timer;

static int in_child(int (*look)(void)) { /* what the function returns there, 0..255, or as reap() */
  fflush(stdout), child = fork();
  SETUP(child != -1);
  if (child == 0) _exit(look());
  return reap(child);
}
static int nothing(void) { return 0; }
static int usr1_pending(void) { return pending(SIGUSR1); }
static int rtmin_pending(void) { return pending(SIGRTMIN); }
static int usr1_blocked(void) { return blocked(SIGUSR1) + 2 * blocked(SIGUSR2); }
static int usr1_ignored(void) { return action_of(SIGUSR1).sa_handler == SIG_IGN && raise(SIGUSR1) == 0; }

CASE(fork_01) {
  block(SIGUSR1), kill(getpid(), SIGUSR1);
  CHECK(in_child(usr1_pending) == 0);
}
CASE(fork_02) {
  block(SIGUSR1), raise(SIGUSR1);
  CHECK(in_child(usr1_pending) == 0);
}
CASE(fork_03) {
  block(SIGRTMIN), sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
  CHECK(in_child(rtmin_pending) == 0);
}
CASE(fork_04) {
  block(SIGUSR1), kill(getpid(), SIGUSR1), SETUP(in_child(nothing) == 0);
  CHECK(pending(SIGUSR1));
}
CASE(fork_05) {
  block(SIGUSR1);
  CHECK(in_child(usr1_blocked) == 1);
}
static int opens_usr1(void) { return unblock(SIGUSR1), block(SIGUSR2), 0; }
CASE(fork_06) {
  block(SIGUSR1), SETUP(in_child(opens_usr1) == 0);
  CHECK(usr1_blocked() == 1);
}
static void *forks_with_usr2(void *unused) {
  sigset_t own = set_of(SIGUSR2, 0);
  return pthread_sigmask(SIG_SETMASK, &own, NULL), result = in_child(usr1_blocked), unused;
}
CASE(fork_07) {
  block(SIGUSR1), pthread_join(thread(forks_with_usr2), NULL);
  CHECK(result == 2);
}
static int catches(void) { return raise(SIGUSR1) == 0 && caught == 1 && order[0] == SIGUSR1; }
CASE(fork_08) {
  on(SIGUSR1, note, 0);
  CHECK(in_child(catches) == 1 && caught == 0);
}
static int flags_and_mask(void) {
  const struct sigaction now = action_of(SIGUSR1);
  return (now.sa_flags & (SA_SIGINFO | SA_NODEFER | SA_ONSTACK)) == (SA_SIGINFO | SA_NODEFER) &&
         sigismember(&now.sa_mask, SIGHUP) && !sigismember(&now.sa_mask, SIGINT);
}
CASE(fork_09) {
  struct sigaction act = {.sa_sigaction = note_info, .sa_flags = SA_SIGINFO | SA_NODEFER, .sa_mask = set_of(SIGHUP, 0)};
  SETUP(sigaction(SIGUSR1, &act, NULL) == 0);
  CHECK(in_child(flags_and_mask) == 1);
}
CASE(fork_10) {
  on(SIGUSR1, SIG_IGN, 0);
  CHECK(in_child(usr1_ignored) == 1);
}
static int dies_of_usr1(void) { return raise(SIGUSR1); }
CASE(fork_11) { CHECK(in_child(dies_of_usr1) == KILLED + SIGUSR1); }
static int ignores_usr1(void) { return on(SIGUSR1, SIG_IGN, 0), 0; }
CASE(fork_12) {
  on(SIGUSR1, note, 0), SETUP(in_child(ignores_usr1) == 0);
  CHECK(raise(SIGUSR1) == 0 && caught == 1);
}
static int alarm_left(void) { return alarm(0) != 0; }
CASE(fork_13) {
  alarm(100);
  CHECK(in_child(alarm_left) == 0);
}
CASE(fork_14) {
  alarm(100), SETUP(in_child(alarm_left) == 0);
  CHECK(alarm(0) > 0);
}
static int waits_for_usr1(void) { /* longer than the parent's timer has to go */
  sigset_t set = set_of(SIGUSR1, 0);
  return sigtimedwait(&set, NULL, &(struct timespec){0, 200000000}) == SIGUSR1;
}
CASE(timer_create_12) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  block(SIGUSR1), SETUP(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  SETUP(timer_settime(timer, 0, &(struct itimerspec){{0, 50000000}, {0, 50000000}}, NULL) == 0);
  CHECK(in_child(waits_for_usr1) == 0 && waits_for_usr1() == 1);
}
static int seven(void) { return 7; }
CASE(fork_15) {
  sigset_t set = set_of(SIGCHLD, 0);
  block(SIGCHLD), SETUP(in_child(seven) == 7);
  CHECK(sigwaitinfo(&set, &info) == SIGCHLD && info.si_code == CLD_EXITED && info.si_status == 7);
  CHECK(info.si_pid == child && info.si_uid == getuid());
}
static int tells_usr1(void) { return kill(getppid(), SIGUSR1); }
CASE(fork_16) {
  sigset_t set = set_of(SIGUSR1, 0);
  block(SIGUSR1), SETUP(in_child(tells_usr1) == 0);
  CHECK(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_pid == child && child != getpid());
}
static int tells_itself(void) { return kill(getpid(), SIGUSR1) == 0 && pending(SIGUSR1); }
CASE(fork_17) {
  block(SIGUSR1);
  CHECK(in_child(tells_itself) == 1 && !pending(SIGUSR1));
}
static int tells_group(void) { return kill(0, SIGUSR1) == 0 && pending(SIGUSR1); }
CASE(fork_18) {
  setpgid(0, 0), block(SIGUSR1);
  CHECK(in_child(tells_group) == 1 && pending(SIGUSR1));
}
static void where(int sig) {
  char here;
  sp = &here, note(sig);
}
static int handles_on_stack(void) {
  stack_t now;
  SETUP(sigaltstack(NULL, &now) == 0 && raise(SIGUSR1) == 0);
  return now.ss_sp == stack && now.ss_size == sizeof stack && caught == 1 && sp >= stack && sp < stack + sizeof stack;
}
CASE(fork_19) {
  SETUP(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL) == 0), on(SIGUSR1, where, SA_ONSTACK);
  CHECK(in_child(handles_on_stack) == 1 && caught == 0);
}
static void *has_usr1_open(void *unused) { return unblock(SIGUSR1), ready = 1, until(&stop), unused; }
CASE(fork_20) { /* tells_itself(): it pends, there is no thread any more that would take it */
  on(SIGUSR1, note, 0), block(SIGUSR1);
  pthread_t other = thread(has_usr1_open);
  until(&ready);
  CHECK(in_child(tells_itself) == 1), stop = 1, pthread_join(other, NULL);
}
