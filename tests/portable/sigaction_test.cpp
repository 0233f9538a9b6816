// XSH sigaction: what is stored, what is refused, and what the flags do.
#include "support.h"

using namespace portable;

namespace {

using sigaction_test = SignalTest;

int g_depth, g_deepest;

void raise_again(int sig) {
  const int n = g_count.fetch_add(1);
  if (++g_depth > g_deepest) g_deepest = g_depth;
  if (n == 0) raise(sig);
  --g_depth;
}

int action(int sig, void (*handler)(int)) {
  struct sigaction act = {};
  act.sa_handler = handler;
  return sigaction(sig, &act, nullptr);
}

} // namespace

TEST_F(sigaction_test, initial_action_is_default) {
  struct sigaction old = {};
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_handler, SIG_DFL);
}

TEST_F(sigaction_test, stores_and_returns_everything) {
  constexpr int kFlags =
      static_cast<int>(SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_RESETHAND | SA_ONSTACK | SA_NOCLDSTOP | SA_NOCLDWAIT);
  struct sigaction act = {}, old = {};
  act.sa_sigaction = note_info;
  act.sa_flags = kFlags;
  act.sa_mask = set_of({SIGUSR2, SIGRTMAX, SIGHUP});
  ASSERT_EQ(sigaction(SIGUSR1, &act, nullptr), 0);
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_sigaction, note_info);
  EXPECT_EQ(old.sa_flags & kFlags, kFlags);
  for (const int sig : {SIGUSR2, SIGRTMAX, SIGHUP}) EXPECT_EQ(sigismember(&old.sa_mask, sig), 1) << sig;
  for (const int sig : {SIGUSR1, SIGINT, SIGRTMIN}) EXPECT_EQ(sigismember(&old.sa_mask, sig), 0) << sig;
}

TEST_F(sigaction_test, each_flag_alone) {
  const int flags[] = {0,          SA_SIGINFO,   SA_RESTART,  SA_NODEFER, static_cast<int>(SA_RESETHAND),
                       SA_ONSTACK, SA_NOCLDSTOP, SA_NOCLDWAIT};
  for (const int flag : flags) {
    struct sigaction act = {}, old = {};
    act.sa_handler = note;
    act.sa_flags = flag;
    ASSERT_EQ(sigaction(SIGCHLD, &act, nullptr), 0);
    ASSERT_EQ(sigaction(SIGCHLD, nullptr, &old), 0);
    EXPECT_EQ(old.sa_flags & ~0x04000000 /* Linux's own SA_RESTORER */, flag);
  }
}

TEST_F(sigaction_test, unblockable_signals_leave_the_mask) {
  struct sigaction act = {}, old = {};
  act.sa_handler = note;
  act.sa_mask = full_set();
  ASSERT_EQ(sigaction(SIGUSR1, &act, nullptr), 0);
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(sigismember(&old.sa_mask, SIGKILL), 0);
  EXPECT_EQ(sigismember(&old.sa_mask, SIGSTOP), 0);
  EXPECT_EQ(sigismember(&old.sa_mask, SIGTERM), 1);
}

TEST_F(sigaction_test, exchange_returns_the_former) {
  handle(SIGUSR1, note, SA_RESTART);
  struct sigaction act = {}, old = {};
  act.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGUSR1, &act, &old), 0);
  EXPECT_EQ(old.sa_handler, note);
  EXPECT_NE(old.sa_flags & SA_RESTART, 0);
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_handler, SIG_IGN);
}

TEST_F(sigaction_test, same_object_for_both) {
  handle(SIGUSR1, note);
  struct sigaction both = {};
  both.sa_handler = SIG_IGN;
  struct sigaction *volatile alias = &both;
  ASSERT_EQ(sigaction(SIGUSR1, &both, alias), 0);
  EXPECT_EQ(both.sa_handler, note);
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &both), 0);
  EXPECT_EQ(both.sa_handler, SIG_IGN);
}

TEST_F(sigaction_test, nulls_change_nothing) {
  handle(SIGUSR1, note);
  EXPECT_EQ(sigaction(SIGUSR1, nullptr, nullptr), 0);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
}

TEST_F(sigaction_test, bad_numbers) {
  for (const int sig : {0, -1, 65, 1000, -2147483647}) {
    errno = 0;
    EXPECT_EQ(action(sig, note), -1) << sig;
    EXPECT_EQ(errno, EINVAL) << sig;
    struct sigaction old = {};
    old.sa_flags = 12345;
    errno = 0;
    EXPECT_EQ(sigaction(sig, nullptr, &old), -1) << sig;
    EXPECT_EQ(errno, EINVAL) << sig;
    EXPECT_EQ(old.sa_flags, 12345);
  }
}

TEST_F(sigaction_test, kill_and_stop_cannot_change) {
  for (const int sig : {SIGKILL, SIGSTOP}) {
    for (const auto handler : {note, SIG_IGN, SIG_DFL}) {
      errno = 0;
      EXPECT_EQ(action(sig, handler), -1);
      EXPECT_EQ(errno, EINVAL);
    }
    struct sigaction old = {};
    EXPECT_EQ(sigaction(sig, nullptr, &old), 0);
    EXPECT_EQ(old.sa_handler, SIG_DFL);
  }
}

TEST_F(sigaction_test, every_other_signal_can_change) {
  for (int sig = 1; sig <= SIGRTMAX; ++sig) {
    if (sig == SIGKILL || sig == SIGSTOP || (sig > 31 && sig < SIGRTMIN)) continue;
    struct sigaction act = {}, old = {};
    act.sa_handler = note;
    ASSERT_EQ(sigaction(sig, &act, &old), 0) << sig;
    ASSERT_EQ(sigaction(sig, &old, nullptr), 0) << sig;
  }
}

TEST_F(sigaction_test, resethand_runs_once) {
  handle(SIGURG, note, static_cast<int>(SA_RESETHAND)); // ignored by default: the second one does nothing
  raise(SIGURG);
  raise(SIGURG);
  EXPECT_EQ(g_count, 1);
  struct sigaction old = {};
  ASSERT_EQ(sigaction(SIGURG, nullptr, &old), 0);
  EXPECT_EQ(old.sa_handler, SIG_DFL);
}

TEST_F(sigaction_test, resethand_resets_before_the_handler) {
  static void (*inside)(int);
  handle(
      SIGURG,
      [](int sig) {
        struct sigaction now = {};
        sigaction(sig, nullptr, &now);
        inside = now.sa_handler;
      },
      static_cast<int>(SA_RESETHAND));
  inside = note;
  raise(SIGURG);
  EXPECT_EQ(inside, SIG_DFL);
}

TEST_F(sigaction_test, nodefer_nests) {
  g_depth = g_deepest = 0;
  handle(SIGUSR1, raise_again, SA_NODEFER);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 2);
  EXPECT_EQ(g_deepest, 2);
}

TEST_F(sigaction_test, own_signal_is_deferred) {
  g_depth = g_deepest = 0;
  handle(SIGUSR1, raise_again);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 2);
  EXPECT_EQ(g_deepest, 1);
}

TEST_F(sigaction_test, siginfo_describes_the_signal) {
  handle_info(SIGUSR1, note_info);
  raise(SIGUSR1);
  EXPECT_EQ(g_info.si_signo, SIGUSR1);
  EXPECT_EQ(g_info.si_code, SI_TKILL);
  EXPECT_EQ(g_info.si_pid, getpid());
  kill(getpid(), SIGUSR1);
  EXPECT_EQ(g_info.si_code, SI_USER);
  EXPECT_EQ(g_info.si_pid, getpid());
  EXPECT_EQ(g_count, 2);
}

TEST_F(sigaction_test, handler_may_change_its_own_action) {
  handle(SIGUSR1, [](int sig) {
    note(sig);
    struct sigaction act = {};
    act.sa_handler = SIG_IGN;
    sigaction(sig, &act, nullptr);
  });
  raise(SIGUSR1);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
}

TEST_F(sigaction_test, action_is_the_process_s) {
  handle(SIGUSR1, SIG_IGN);
  Thread other([] { handle(SIGUSR1, note); });
  other.join();
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
}
