/* _Fork(), the async-signal-safe one. REQUIRES: _Fork */
#include "respawn.h"

static flag_t atfork_called;
static pid_t child;
static int ends_with(int status) { return child == 0 ? (_exit(status), 0) : reap(child); }
static void forks(int sig) { note(sig), fflush(stdout), child = _Fork(); }
static void called(void) { atfork_called = 1; }

CASE(_Fork_01) {
  block(SIGUSR1), kill(getpid(), SIGUSR1), forks(0);
  CHECK(ends_with(blocked(SIGUSR1) + 2 * pending(SIGUSR1)) == 1 && pending(SIGUSR1));
}
CASE(_Fork_02) {
  pthread_atfork(called, called, called), forks(0);
  CHECK(ends_with(atfork_called) == 0 && !atfork_called);
}
static void forks_and_looks(int sig) { forks(sig), SETUP(child != -1), order[1] = ends_with(blocked(SIGUSR1)); }
CASE(_Fork_03) {
  on(SIGUSR1, forks_and_looks, 0), raise(SIGUSR1);
  CHECK(caught == 1 && order[1] == 1);
}
CASE(_Fork_04) { /* the handler returns in the child too */
  on(SIGUSR1, forks, 0), raise(SIGUSR1), SETUP(child != -1);
  CHECK(ends_with(caught + 10 * blocked(SIGUSR1)) == 1);
}
