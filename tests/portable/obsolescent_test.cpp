// signal() and the former interfaces: XSH signal; Issue 7 sighold, sigset, siginterrupt; 4.2BSD.
#include "support.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

using namespace portable;

namespace {

using obsolescent_test = SignalTest;

int bsd(int sig) { return 1 << (sig - 1); } // glibc's sigmask() warns

int flags_of(int sig) {
  struct sigaction now = {};
  sigaction(sig, nullptr, &now);
  return now.sa_flags;
}

// Whether `wanted` alone is blocked while a handler for `sig` runs; 0: nothing is.
bool masks_alone(int sig, int wanted) {
  struct sigaction now = {};
  sigaction(sig, nullptr, &now);
  for (int other = 1; other < NSIG; ++other)
    if ((sigismember(&now.sa_mask, other) == 1) != (other == wanted)) return false;
  return true;
}

void (*handler_of(int sig))(int) {
  struct sigaction now = {};
  sigaction(sig, nullptr, &now);
  return now.sa_handler;
}

} // namespace

TEST_F(obsolescent_test, signal_returns_the_former) {
  EXPECT_EQ(signal(SIGUSR1, note), SIG_DFL);
  EXPECT_EQ(signal(SIGUSR1, SIG_IGN), note);
  EXPECT_EQ(signal(SIGUSR1, SIG_DFL), SIG_IGN);
}

TEST_F(obsolescent_test, signal_is_bsd_s) {
  signal(SIGUSR1, note);
  EXPECT_NE(flags_of(SIGUSR1) & SA_RESTART, 0);
  EXPECT_EQ(flags_of(SIGUSR1) & (SA_RESETHAND | SA_NODEFER), 0);
  EXPECT_TRUE(masks_alone(SIGUSR1, SIGUSR1)); // as glibc
  raise(SIGUSR1);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 2);
}

TEST_F(obsolescent_test, signal_bad_arguments) {
  for (const int sig : {0, -1, 65, SIGKILL, SIGSTOP}) {
    errno = 0;
    EXPECT_EQ(signal(sig, note), SIG_ERR) << sig;
    EXPECT_EQ(errno, EINVAL);
  }
}

TEST_F(obsolescent_test, sysv_signal_resets) {
  sysv_signal(SIGURG, note);
  EXPECT_NE(flags_of(SIGURG) & SA_RESETHAND, 0);
  EXPECT_TRUE(masks_alone(SIGURG, 0));
  raise(SIGURG);
  raise(SIGURG);
  EXPECT_EQ(g_count, 1);
}

TEST_F(obsolescent_test, siginterrupt_switches_restart) {
  signal(SIGUSR1, note);
  EXPECT_EQ(siginterrupt(SIGUSR1, 1), 0);
  EXPECT_EQ(flags_of(SIGUSR1) & SA_RESTART, 0);
  signal(SIGUSR1, note); // stays so
  EXPECT_EQ(flags_of(SIGUSR1) & SA_RESTART, 0);
  EXPECT_EQ(siginterrupt(SIGUSR1, 0), 0);
  EXPECT_NE(flags_of(SIGUSR1) & SA_RESTART, 0);
  errno = 0;
  EXPECT_EQ(siginterrupt(65, 1), -1);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(obsolescent_test, sighold_and_sigrelse) {
  handle(SIGUSR1, note);
  EXPECT_EQ(sighold(SIGUSR1), 0);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 0);
  EXPECT_EQ(sigrelse(SIGUSR1), 0);
  EXPECT_EQ(g_count, 1);
  for (const int sig : {0, 65}) {
    errno = 0;
    EXPECT_EQ(sighold(sig), -1);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(sigrelse(sig), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}

TEST_F(obsolescent_test, sigignore_ignores) {
  handle(SIGUSR1, note);
  EXPECT_EQ(sigignore(SIGUSR1), 0);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 0);
  EXPECT_EQ(handler_of(SIGUSR1), SIG_IGN);
  errno = 0;
  EXPECT_EQ(sigignore(SIGKILL), -1);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(obsolescent_test, sigset_handles_holds_and_unblocks) {
  EXPECT_EQ(sigset(SIGUSR1, note), SIG_DFL);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(sigset(SIGUSR1, SIG_HOLD), note);
  EXPECT_TRUE(blocked(SIGUSR1));
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(sigset(SIGUSR1, note), SIG_HOLD);
  EXPECT_EQ(g_count, 2);
  EXPECT_FALSE(blocked(SIGUSR1));
  errno = 0;
  EXPECT_EQ(sigset(SIGKILL, note), SIG_ERR);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(obsolescent_test, sigpause_takes_one_signal_out) {
  handle(SIGUSR1, note);
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  raise(SIGUSR2);
  errno = 0;
  EXPECT_EQ(sigpause(SIGUSR1), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(logged(), std::vector<int>{SIGUSR1});
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGUSR2));
}

TEST_F(obsolescent_test, bsd_masks) {
  EXPECT_EQ(sigblock(bsd(SIGUSR1)), 0);
  EXPECT_EQ(sigblock(bsd(SIGUSR2)), bsd(SIGUSR1));
  EXPECT_EQ(sigblock(0), bsd(SIGUSR1) | bsd(SIGUSR2));
  EXPECT_EQ(sigsetmask(bsd(SIGHUP)), bsd(SIGUSR1) | bsd(SIGUSR2));
  EXPECT_EQ(sigblock(0), bsd(SIGHUP));
  EXPECT_TRUE(blocked(SIGHUP) && !blocked(SIGUSR1));
}

TEST_F(obsolescent_test, sigsetmask_delivers) {
  handle(SIGUSR1, note);
  sigblock(bsd(SIGUSR1));
  raise(SIGUSR1);
  sigsetmask(0);
  EXPECT_EQ(g_count, 1);
}

#ifdef _WIN32 // glibc has no sigvec since 2.21

TEST_F(obsolescent_test, sigmask_is_a_bit) { EXPECT_EQ(sigmask(SIGUSR2), bsd(SIGUSR2)); }

TEST_F(obsolescent_test, siggetmask_reads) {
  sigblock(bsd(SIGHUP));
  EXPECT_EQ(siggetmask(), bsd(SIGHUP));
}

TEST_F(obsolescent_test, sigvec_sets_and_returns) {
  struct sigvec vec = {note, bsd(SIGUSR2), 0}, old = {};
  EXPECT_EQ(sigvec(SIGUSR1, &vec, nullptr), 0);
  EXPECT_NE(flags_of(SIGUSR1) & SA_RESTART, 0);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  vec = {SIG_IGN, 0, SV_INTERRUPT};
  EXPECT_EQ(sigvec(SIGUSR1, &vec, &old), 0);
  EXPECT_EQ(old.sv_handler, note);
  EXPECT_EQ(old.sv_mask, bsd(SIGUSR2));
  EXPECT_EQ(flags_of(SIGUSR1) & SA_RESTART, 0);
}

#endif
