/* Signal sets: sigemptyset, sigfillset, sigaddset, sigdelset, sigismember. */
#include "conformance.h"

#define EACH(sig) for (int sig = 1; sig <= SIGRTMAX; sig++)
static int is_signal(int sig) {
  sigset_t set;
  return sigemptyset(&set), sigaddset(&set, sig) == 0;
}
static int bad(int i) { return i == 0 ? -1 : i == 1 ? SIGRTMAX + 1 : i == 2 ? 100000 : i == 3 ? INT_MAX : INT_MIN; }
#define EACH_BAD(sig) for (int i = 0, sig; i < 5 && (sig = bad(i), 1); i++)

CASE(sigemptyset_01) {
  sigset_t set;
  memset(&set, 0xFF, sizeof set);
  sigemptyset(&set);
  EACH(sig) CHECK(!is_signal(sig) || sigismember(&set, sig) == 0);
}
CASE(sigemptyset_02) {
  sigset_t set;
  CHECK(sigemptyset(&set) == 0);
}
CASE(sigemptyset_03) {
  sigset_t set = set_of(SIGHUP, SIGRTMAX, 0);
  CHECK(sigemptyset(&set) == 0 && sigemptyset(&set) == 0 && sigismember(&set, SIGRTMAX) == 0);
}
CASE(sigfillset_01) {
  sigset_t set;
  memset(&set, 0, sizeof set);
  sigfillset(&set);
  EACH(sig) CHECK(!is_signal(sig) || sigismember(&set, sig) == 1);
}
CASE(sigfillset_02) {
  sigset_t set;
  CHECK(sigfillset(&set) == 0);
}
CASE(sigfillset_03) {
  sigset_t set;
  sigfillset(&set);
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++) CHECK(sigismember(&set, sig) == 1);
  CHECK(sigismember(&set, SIGKILL) == 1 && sigismember(&set, SIGSTOP) == 1);
}
CASE(sigaddset_01) {
  EACH(sig) if (is_signal(sig)) {
    sigset_t set = set_of(sig, 0);
    EACH(other) if (is_signal(other)) CHECK(sigismember(&set, other) == (other == sig));
  }
}
CASE(sigaddset_02) {
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigaddset(&set, SIGUSR2) == 0);
}
CASE(sigaddset_03) {
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigaddset(&set, SIGUSR1) == 0 && sigismember(&set, SIGUSR1) == 1);
}
CASE(sigaddset_04) {
  sigset_t set = set_of(SIGUSR1, 0);
  EACH_BAD(sig) FAILS(sigaddset(&set, sig), EINVAL);
}
CASE(sigaddset_05) {
  sigset_t set = set_of(SIGUSR1, 0), before = set;
  EACH_BAD(sig) sigaddset(&set, sig);
  EACH(sig) if (is_signal(sig)) CHECK(sigismember(&set, sig) == sigismember(&before, sig));
}
CASE(sigaddset_06) {
  sigset_t set = set_of(SIGUSR1, 0);
  FAILS(sigaddset(&set, 0), EINVAL);
}
CASE(sigdelset_01) {
  EACH(sig) if (is_signal(sig)) {
    sigset_t set;
    sigfillset(&set);
    CHECK(sigdelset(&set, sig) == 0);
    EACH(other) if (is_signal(other)) CHECK(sigismember(&set, other) == (other != sig));
  }
}
CASE(sigdelset_02) {
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigdelset(&set, SIGUSR1) == 0);
}
CASE(sigdelset_03) {
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigdelset(&set, SIGUSR2) == 0 && sigismember(&set, SIGUSR1) == 1 && sigismember(&set, SIGUSR2) == 0);
}
CASE(sigdelset_04) {
  sigset_t set = set_of(SIGUSR1, 0);
  EACH_BAD(sig) FAILS(sigdelset(&set, sig), EINVAL);
}
CASE(sigdelset_05) {
  sigset_t set;
  sigfillset(&set);
  EACH_BAD(sig) sigdelset(&set, sig);
  EACH(sig) if (is_signal(sig)) CHECK(sigismember(&set, sig) == 1);
}
CASE(sigdelset_06) {
  sigset_t set = set_of(SIGUSR1, 0);
  FAILS(sigdelset(&set, 0), EINVAL);
}
CASE(sigismember_01) {
  sigset_t set = set_of(SIGUSR1, SIGRTMAX, 0);
  CHECK(sigismember(&set, SIGUSR1) == 1 && sigismember(&set, SIGRTMAX) == 1);
}
CASE(sigismember_02) {
  sigset_t set = set_of(SIGUSR1, 0);
  CHECK(sigismember(&set, SIGUSR2) == 0 && sigismember(&set, SIGRTMIN) == 0);
}
CASE(sigismember_03) {
  sigset_t set = set_of(SIGUSR1, 0);
  EACH_BAD(sig) FAILS(sigismember(&set, sig), EINVAL);
}
CASE(sigismember_04) {
  sigset_t set = set_of(SIGUSR1, SIGHUP, 0), before = set;
  sigismember(&set, SIGUSR1), sigismember(&set, SIGTERM);
  CHECK(memcmp(&set, &before, sizeof set) == 0);
}
CASE(sigismember_05) {
  sigset_t set;
  sigemptyset(&set);
  FAILS(sigismember(&set, 0), EINVAL);
}
