/* What a program finds of the signals of the one that it has replaced. REQUIRES: execv timer_create */
#include "threads.h"

static void becomes(const char *role) {
  char *argv[] = {cf_argv[0], (char *)role, NULL};
  fflush(stdout), execv(argv[0], argv);
  END(UNRESOLVED, "cannot run %s again (errno %d)", argv[0], errno);
}
static sigset_t usr1_and_rtmin;
static void both_blocked(void) {
  usr1_and_rtmin = set_of(SIGUSR1, SIGRTMIN, 0);
  SETUP(pthread_sigmask(SIG_SETMASK, &usr1_and_rtmin, NULL) == 0);
}

ROLE(has_usr1_blocked) { CHECK(blocked(SIGUSR1) && !blocked(SIGUSR2)); }
CASE(exec_01) { block(SIGUSR1), becomes("has_usr1_blocked"); }
ROLE(has_usr1_pending) { CHECK(pending(SIGUSR1) && !pending(SIGUSR2)); }
CASE(exec_02) { block(SIGUSR1), kill(getpid(), SIGUSR1), becomes("has_usr1_pending"); }
CASE(exec_03) { block(SIGUSR1), raise(SIGUSR1), becomes("has_usr1_pending"); }
ROLE(has_values) {
  siginfo_t info;
  both_blocked();
  for (int i = 0; i < 3; i++)
    CHECK(sigwaitinfo(&usr1_and_rtmin, &info) == SIGRTMIN && info.si_code == SI_QUEUE && info.si_value.sival_int == i);
}
CASE(exec_04) {
  both_blocked();
  for (int i = 0; i < 3; i++) SETUP(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i}) == 0);
  becomes("has_values");
}
ROLE(has_usr1_default) { CHECK(action_of(SIGUSR1).sa_handler == SIG_DFL), dies(SIGUSR1), raise(SIGUSR1); }
CASE(exec_05) { on(SIGUSR1, note, 0), becomes("has_usr1_default"); }
CASE(exec_06) { becomes("has_usr1_default"); }
ROLE(has_usr1_ignored) { CHECK(action_of(SIGUSR1).sa_handler == SIG_IGN && raise(SIGUSR1) == 0); }
CASE(exec_07) { on(SIGUSR1, SIG_IGN, 0), becomes("has_usr1_ignored"); }
ROLE(has_no_stack) {
  stack_t stack;
  CHECK(sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE));
}
CASE(exec_08) {
  static char space[256 * 1024];
  SETUP(sigaltstack(&(stack_t){.ss_sp = space, .ss_size = sizeof space}, NULL) == 0), becomes("has_no_stack");
}
ROLE(has_no_onstack) { CHECK((action_of(SIGUSR1).sa_flags & SA_ONSTACK) == 0); }
CASE(exec_09) { on(SIGUSR1, note, SA_ONSTACK), becomes("has_no_onstack"); }
static void *becomes_with_usr1(void *unused) {
  sigset_t own = set_of(SIGUSR1, 0);
  return pthread_sigmask(SIG_SETMASK, &own, NULL), becomes("has_usr1_blocked"), unused;
}
CASE(exec_10) { block(SIGUSR2), pthread_join(thread(becomes_with_usr1), NULL); }
CASE(exec_11) {
  char *argv[] = {(char *)"none", NULL};
  on(SIGUSR1, note, 0), block(SIGUSR2);
  FAILS(execv("/no/such/file/at/all", argv), ENOENT);
  CHECK(raise(SIGUSR1) == 0 && caught == 1 && blocked(SIGUSR2));
}
ROLE(has_alarm) { CHECK(alarm(0) > 50); }
CASE(alarm_11) { alarm(100), becomes("has_alarm"); }
ROLE(has_no_timer) {
  sigset_t set = set_of(SIGUSR1, 0);
  while (sigtimedwait(&set, NULL, &(struct timespec){0, 0}) == SIGUSR1) {} /* from before: that stays pending */
  CHECK(sigtimedwait(&set, NULL, &(struct timespec){0, 200000000}) == -1);
}
CASE(timer_create_13) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  block(SIGUSR1), SETUP(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  SETUP(timer_settime(timer, 0, &(struct itimerspec){{0, 50000000}, {0, 50000000}}, NULL) == 0);
  becomes("has_no_timer");
}
