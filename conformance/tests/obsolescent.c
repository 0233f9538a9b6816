/* What POSIX.1-2024 has removed and programs still use: sighold, sigrelse, sigignore, sigset, sigpause,
 * siginterrupt. */
#include "threads.h"

static flag_t was_blocked;
static void looks(int sig) { was_blocked = blocked(sig), note(sig); }
#define BAD(call) (errno = 0, CHECK((call) == -1 && errno == EINVAL))

CASE(sighold_01) { CHECK(sighold(SIGUSR1) == 0 && blocked(SIGUSR1)); }
CASE(sighold_02) {
  sighold(SIGUSR2), sighold(SIGUSR1);
  CHECK(blocked(SIGUSR1) && blocked(SIGUSR2));
}
CASE(sighold_03) { BAD(sighold(-1)), BAD(sighold(SIGRTMAX + 1)); }
CASE(sigrelse_01) {
  block(SIGUSR1), block(SIGUSR2);
  CHECK(sigrelse(SIGUSR1) == 0 && !blocked(SIGUSR1) && blocked(SIGUSR2));
}
CASE(sigrelse_02) {
  on(SIGUSR1, note, 0), sighold(SIGUSR1), raise(SIGUSR1), sigrelse(SIGUSR1);
  CHECK(caught == 1);
}
CASE(sigrelse_03) { BAD(sigrelse(-1)), BAD(sigrelse(SIGRTMAX + 1)); }
CASE(sigignore_01) {
  CHECK(sigignore(SIGUSR1) == 0 && action_of(SIGUSR1).sa_handler == SIG_IGN && raise(SIGUSR1) == 0);
}
CASE(sigignore_02) { BAD(sigignore(-1)), BAD(sigignore(SIGRTMAX + 1)); }
CASE(sigignore_03) { BAD(sigignore(SIGKILL)), BAD(sigignore(SIGSTOP)); }
CASE(sigset_01) { CHECK(sigset(SIGUSR1, note) == SIG_DFL && raise(SIGUSR1) == 0 && caught == 1); }
CASE(sigset_02) {
  sigset(SIGUSR1, looks), raise(SIGUSR1);
  CHECK(was_blocked && !blocked(SIGUSR1));
}
CASE(sigset_03) {
  sigset(SIGUSR1, note);
  CHECK(sigset(SIGUSR1, SIG_HOLD) == note && blocked(SIGUSR1) && action_of(SIGUSR1).sa_handler == note);
}
CASE(sigset_04) {
  sigset(SIGUSR1, note), sigset(SIGUSR1, SIG_HOLD);
  CHECK(sigset(SIGUSR1, SIG_IGN) == SIG_HOLD && !blocked(SIGUSR1));
}
CASE(sigset_05) {
  sigset(SIGUSR1, note);
  CHECK(sigset(SIGUSR1, SIG_IGN) == note && action_of(SIGUSR1).sa_handler == SIG_IGN);
  CHECK(sigset(SIGUSR1, SIG_DFL) == SIG_IGN);
}
CASE(sigset_06) {
  on(SIGUSR1, note, 0), sighold(SIGUSR1), raise(SIGUSR1), sigset(SIGUSR1, note);
  CHECK(caught == 1);
}
CASE(sigset_07) {
  errno = 0;
  CHECK(sigset(SIGKILL, note) == SIG_ERR && errno == EINVAL);
  errno = 0;
  CHECK(sigset(-1, note) == SIG_ERR && errno == EINVAL);
}
CASE(sigpause_01) {
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1), errno = 0;
  CHECK(sigpause(SIGUSR1) == -1 && errno == EINTR && caught == 1);
}
CASE(sigpause_02) {
  on(SIGUSR1, note, 0), on(SIGUSR2, note, 0), block(SIGUSR1), block(SIGUSR2), raise(SIGUSR2), raise(SIGUSR1);
  sigpause(SIGUSR1);
  CHECK(caught == 1 && order[0] == SIGUSR1);
}
CASE(sigpause_03) {
  on(SIGUSR1, note, 0), block(SIGUSR1), block(SIGHUP), raise(SIGUSR1), sigpause(SIGUSR1);
  CHECK(blocked(SIGUSR1) && blocked(SIGHUP));
}
CASE(sigpause_04) { BAD(sigpause(-1)), BAD(sigpause(SIGRTMAX + 1)); }
CASE(siginterrupt_01) {
  on(SIGUSR1, note, SA_RESTART);
  CHECK(siginterrupt(SIGUSR1, 1) == 0 && !(action_of(SIGUSR1).sa_flags & SA_RESTART));
}
CASE(siginterrupt_02) {
  on(SIGUSR1, note, 0);
  CHECK(siginterrupt(SIGUSR1, 0) == 0 && (action_of(SIGUSR1).sa_flags & SA_RESTART));
}
CASE(siginterrupt_03) {
  on(SIGUSR1, note, SA_RESTART), siginterrupt(SIGUSR1, 1);
  CHECK(action_of(SIGUSR1).sa_handler == note && raise(SIGUSR1) == 0 && caught == 1);
}
CASE(siginterrupt_04) { BAD(siginterrupt(-1, 1)), BAD(siginterrupt(SIGRTMAX + 1, 0)); }
