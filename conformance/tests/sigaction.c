/* sigaction(): examining and changing actions, every flag, the handler's mask and arguments. */
#include "threads.h"

static struct sigaction acts(void (*handler)(int), int flags, sigset_t mask) {
  return (struct sigaction){.sa_handler = handler, .sa_flags = flags, .sa_mask = mask};
}
static flag_t was_blocked, other_blocked, usr1_after_raise, address_known;
static volatile pthread_t handled_by;
static char *volatile handler_sp;
static ucontext_t *volatile context_seen;

static void look(int sig) {
  was_blocked = blocked(sig), other_blocked = blocked(SIGUSR2);
  note(sig);
}
static void twice(int sig) { /* raises itself once, and notes how deep it is when that is handled */
  static flag_t depth;
  note(++depth);
  if (caught == 1) raise(sig);
  depth = depth - 1;
}
static void nest(int sig) {
  note(sig);
  if (sig == SIGUSR1) raise(SIGUSR2), note(-1);
}
static void changes_mask(int sig) { note(sig), block(SIGHUP), unblock(SIGUSR1); }
static void where(int sig) {
  char here;
  handler_sp = &here, handled_by = pthread_self(), note(sig);
}
static void with_context(int sig, siginfo_t *info, void *context) {
  cf_info = *info, context_seen = context, address_known = context != NULL;
  was_blocked = sigismember(&((ucontext_t *)context)->uc_sigmask, SIGHUP);
  other_blocked = sigismember(&((ucontext_t *)context)->uc_sigmask, sig);
  note(sig);
}
static void edits_context(int sig, siginfo_t *info, void *context) {
  (void)info, sigaddset(&((ucontext_t *)context)->uc_sigmask, SIGHUP), note(sig);
}

CASE(sigaction_01) {
  on(SIGUSR1, note, 0);
  CHECK(sigaction(SIGUSR1, NULL, NULL) == 0 && action_of(SIGUSR1).sa_handler == note);
}
CASE(sigaction_02) {
  struct sigaction act = acts(note, 0, set_of(SIGHUP, 0)), old = action_of(SIGUSR1);
  CHECK(sigaction(SIGUSR1, &act, &old) == 0 && old.sa_handler == SIG_DFL);
  CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == note);
}
CASE(sigaction_03) {
  struct sigaction act = acts(note, 0, set_of(SIGHUP, SIGRTMIN, 0));
  CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
  act = action_of(SIGUSR1);
  CHECK(sigismember(&act.sa_mask, SIGHUP) && sigismember(&act.sa_mask, SIGRTMIN) &&
        !sigismember(&act.sa_mask, SIGUSR2));
}
CASE(sigaction_04) {
  on(SIGUSR1, note, SA_RESTART | SA_NODEFER | SA_ONSTACK);
  const int flags = action_of(SIGUSR1).sa_flags;
  CHECK((flags & (SA_RESTART | SA_NODEFER | SA_ONSTACK)) == (SA_RESTART | SA_NODEFER | SA_ONSTACK));
  CHECK((flags & (SA_RESETHAND | SA_SIGINFO | SA_NOCLDSTOP)) == 0);
}
CASE(sigaction_05) {
  on_info(SIGUSR1, 0);
  CHECK((action_of(SIGUSR1).sa_flags & SA_SIGINFO) && action_of(SIGUSR1).sa_sigaction == note_info);
}
CASE(sigaction_06) {
  struct sigaction first = acts(note, SA_RESTART, set_of(SIGHUP, 0)), second = acts(look, 0, set_of(0)), old;
  CHECK(sigaction(SIGUSR1, &first, NULL) == 0 && sigaction(SIGUSR1, &second, &old) == 0);
  CHECK(old.sa_handler == note && (old.sa_flags & SA_RESTART) && sigismember(&old.sa_mask, SIGHUP));
}
CASE(sigaction_07) {
  on(SIGUSR1, note, 0);
  CHECK(raise(SIGUSR1) == 0 && caught == 1 && order[0] == SIGUSR1);
}
CASE(sigaction_08) {
  on(SIGUSR1, note, 0);
  for (int i = 0; i < 5; i++) raise(SIGUSR1);
  CHECK(caught == 5 && action_of(SIGUSR1).sa_handler == note);
}
CASE(sigaction_09) {
  on(SIGUSR1, look, 0);
  raise(SIGUSR1);
  CHECK(was_blocked && !other_blocked);
}
CASE(sigaction_10) {
  struct sigaction act = acts(look, 0, set_of(SIGUSR2, 0));
  sigaction(SIGUSR1, &act, NULL), raise(SIGUSR1);
  CHECK(was_blocked && other_blocked);
}
CASE(sigaction_11) {
  block(SIGUSR2), on(SIGUSR1, look, 0), raise(SIGUSR1);
  CHECK(other_blocked);
}
CASE(sigaction_12) {
  struct sigaction act = acts(look, 0, set_of(SIGUSR2, 0));
  sigaction(SIGUSR1, &act, NULL), block(SIGHUP), raise(SIGUSR1);
  CHECK(!blocked(SIGUSR1) && !blocked(SIGUSR2) && blocked(SIGHUP));
}
CASE(sigaction_13) {
  on(SIGUSR1, changes_mask, 0), raise(SIGUSR1);
  CHECK(caught == 1 && !blocked(SIGHUP) && !blocked(SIGUSR1));
}
CASE(sigaction_14) {
  on(SIGUSR1, twice, 0), raise(SIGUSR1);
  CHECK(caught == 2 && order[0] == 1 && order[1] == 1);
}
CASE(sigaction_15) {
  on(SIGUSR1, twice, SA_NODEFER), raise(SIGUSR1);
  CHECK(caught == 2 && order[0] == 1 && order[1] == 2);
}
CASE(sigaction_16) {
  struct sigaction act = acts(twice, SA_NODEFER, set_of(SIGUSR1, 0));
  sigaction(SIGUSR1, &act, NULL), raise(SIGUSR1);
  CHECK(caught == 2 && order[1] == 1);
}
CASE(sigaction_17) {
  on(SIGUSR1, nest, 0), on(SIGUSR2, nest, 0), raise(SIGUSR1);
  CHECK(caught == 3 && order[0] == SIGUSR1 && order[1] == SIGUSR2 && order[2] == -1);
}
CASE(sigaction_18) {
  struct sigaction act = acts(nest, 0, set_of(SIGUSR2, 0));
  sigaction(SIGUSR1, &act, NULL), on(SIGUSR2, nest, 0), raise(SIGUSR1);
  CHECK(caught == 3 && order[0] == SIGUSR1 && order[1] == -1 && order[2] == SIGUSR2);
}
CASE(sigaction_19) {
  on(SIGUSR1, note, SA_RESETHAND), raise(SIGUSR1);
  CHECK(caught == 1 && action_of(SIGUSR1).sa_handler == SIG_DFL);
}
static void asks(int sig) { usr1_after_raise = action_of(sig).sa_handler == SIG_DFL; }
CASE(sigaction_20) {
  on(SIGUSR1, asks, SA_RESETHAND), raise(SIGUSR1);
  CHECK(usr1_after_raise);
}
CASE(sigaction_21) {
  on(SIGUSR1, note, SA_RESETHAND), raise(SIGUSR1);
  CHECK(caught == 1);
  dies(SIGUSR1), raise(SIGUSR1);
}
CASE(sigaction_22) {
  on_info(SIGUSR1, SA_RESETHAND), raise(SIGUSR1);
  CHECK((action_of(SIGUSR1).sa_flags & SA_SIGINFO) == 0);
}
CASE(sigaction_23) {
  on(SIGUSR1, SIG_IGN, 0), raise(SIGUSR1), block(SIGUSR1), raise(SIGUSR1), unblock(SIGUSR1);
  CHECK(action_of(SIGUSR1).sa_handler == SIG_IGN);
}
CASE(sigaction_24) {
  block(SIGUSR1), on(SIGUSR1, note, 0), raise(SIGUSR1);
  CHECK(pending(SIGUSR1));
  on(SIGUSR1, SIG_IGN, 0);
  CHECK(!pending(SIGUSR1));
  on(SIGUSR1, note, 0), unblock(SIGUSR1);
  CHECK(caught == 0);
}
CASE(sigaction_25) {
  block(SIGCHLD), on(SIGCHLD, note, 0), raise(SIGCHLD);
  CHECK(pending(SIGCHLD));
  on(SIGCHLD, SIG_DFL, 0);
  CHECK(!pending(SIGCHLD));
}
CASE(sigaction_26) {
  block(SIGUSR1), raise(SIGUSR1), on(SIGUSR1, note, 0), unblock(SIGUSR1);
  CHECK(caught == 1);
}
CASE(sigaction_27) {
  struct sigaction act = acts(note, 0, set_of(0));
  FAILS(sigaction(SIGKILL, &act, NULL), EINVAL);
  act.sa_handler = SIG_IGN;
  FAILS(sigaction(SIGKILL, &act, NULL), EINVAL);
}
CASE(sigaction_28) {
  struct sigaction act = acts(note, 0, set_of(0));
  FAILS(sigaction(SIGSTOP, &act, NULL), EINVAL);
  act.sa_handler = SIG_IGN;
  FAILS(sigaction(SIGSTOP, &act, NULL), EINVAL);
}
CASE(sigaction_29) {
  const int bad[] = {-1, 0, SIGRTMAX + 1, INT_MAX, INT_MIN};
  struct sigaction act = acts(note, 0, set_of(0));
  for (int i = 0; i < 5; i++) FAILS(sigaction(bad[i], &act, NULL), EINVAL);
}
CASE(sigaction_30) {
  const int bad[] = {-1, 0, SIGRTMAX + 1, INT_MAX, INT_MIN};
  struct sigaction old;
  for (int i = 0; i < 5; i++) FAILS(sigaction(bad[i], NULL, &old), EINVAL);
}
CASE(sigaction_31) {
  struct sigaction act = acts(note, 0, set_of(0)), old;
  sigaction(SIGKILL, &act, NULL);
  CHECK(sigaction(SIGKILL, NULL, &old) == 0 && old.sa_handler == SIG_DFL);
}
CASE(sigaction_32) {
  struct sigaction act = acts(look, 0, set_of(SIGKILL, SIGSTOP, SIGHUP, 0));
  CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
  raise(SIGUSR1);
  CHECK(caught == 1 && action_of(SIGUSR1).sa_handler == look);
}
CASE(sigaction_33) {
  on_info(SIGUSR1, 0), raise(SIGUSR1);
  CHECK(caught == 1 && cf_info.si_signo == SIGUSR1);
}
CASE(sigaction_34) {
  on_info(SIGUSR1, 0), kill(getpid(), SIGUSR1);
  CHECK(cf_info.si_code == SI_USER && cf_info.si_pid == getpid());
}
CASE(sigaction_35) {
  on_info(SIGRTMIN, 0), sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1234});
  CHECK(cf_info.si_code == SI_QUEUE && cf_info.si_value.sival_int == 1234 && cf_info.si_pid == getpid());
}
CASE(sigaction_36) {
  struct sigaction act = {.sa_sigaction = with_context, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &act, NULL), block(SIGHUP), raise(SIGUSR1);
  CHECK(address_known && was_blocked && !other_blocked);
}
CASE(sigaction_37) {
  struct sigaction act = {.sa_sigaction = edits_context, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &act, NULL), raise(SIGUSR1);
  CHECK(caught == 1 && blocked(SIGHUP));
}
CASE(sigaction_38) {
  static char stack[256 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  SETUP(sigaltstack(&alternate, NULL) == 0);
  on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK(handler_sp >= stack && handler_sp < stack + sizeof stack);
}
CASE(sigaction_39) {
  static char stack[256 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  SETUP(sigaltstack(&alternate, NULL) == 0);
  on(SIGUSR1, where, 0), raise(SIGUSR1);
  CHECK(handler_sp < stack || handler_sp >= stack + sizeof stack);
}
CASE(sigaction_40) {
  on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK(caught == 1);
}
static flag_t ready, done, result;
static void *sets_action(void *unused) { return on(SIGUSR1, note, 0), unused; }
CASE(sigaction_41) {
  pthread_join(thread(sets_action), NULL);
  CHECK(action_of(SIGUSR1).sa_handler == note);
}
static void *suspends(void *unused) {
  sigset_t none = set_of(0);
  ready = 1, sigsuspend(&none), result = errno, done = 1;
  return unused;
}
CASE(sigaction_42) {
  on(SIGUSR1, note, SA_RESTART), block(SIGUSR1);
  pthread_t waits = thread(suspends);
  until(&ready), pthread_kill(waits, SIGUSR1), pthread_join(waits, NULL);
  CHECK(result == EINTR && caught == 1);
}
static void edits_errno(int sig) { note(sig), errno = EDOM; }
CASE(sigaction_43) {
  on(SIGUSR1, edits_errno, 0), errno = 0;
  raise(SIGUSR1);
  CHECK(caught == 1);
}
CASE(sigaction_44) {
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++) on(sig, note, 0), raise(sig);
  CHECK(caught == SIGRTMAX - SIGRTMIN + 1);
}
CASE(sigaction_45) {
  on(SIGUSR1, note, 0);
  CHECK(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = SIG_DFL}, NULL) == 0);
  dies(SIGUSR1), raise(SIGUSR1);
}
CASE(sigaction_46) {
  const struct sigaction act = acts(note, SA_SIGINFO | SA_RESTART, set_of(SIGHUP, 0)), before = act;
  sigaction(SIGUSR1, &act, NULL);
  CHECK(memcmp(&act, &before, sizeof act) == 0);
}
CASE(sigaction_47) {
  struct sigaction act = acts(note, 0, set_of(0)), old = acts(look, SA_RESTART, set_of(0));
  FAILS(sigaction(SIGRTMAX + 1, &act, &old), EINVAL);
  CHECK(old.sa_handler == look && old.sa_flags == SA_RESTART);
}
CASE(sigaction_48) {
  on(SIGRTMIN, note, 0), block(SIGRTMIN);
  for (int i = 0; i < 3; i++) sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
  on(SIGRTMIN, SIG_IGN, 0);
  CHECK(!pending(SIGRTMIN));
  on(SIGRTMIN, note, 0), unblock(SIGRTMIN);
  CHECK(caught == 0);
}
