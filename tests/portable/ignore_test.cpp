// XSH 2.4.3: ignored signals, and stop and continue signals that discard each other.
#include "support.h"

using namespace portable;

namespace {
using ignore_test = SignalTest;
}

TEST_F(ignore_test, ignored_signals_do_nothing) {
  handle(SIGUSR1, SIG_IGN);
  EXPECT_EQ(raise(SIGUSR1), 0);
  EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
  handle(SIGUSR1, note);
  EXPECT_EQ(g_count, 0);
}

TEST_F(ignore_test, ignored_by_default) {
  for (const int sig : {SIGCHLD, SIGURG, SIGWINCH, SIGCONT}) EXPECT_EQ(raise(sig), 0) << sig;
}

TEST_F(ignore_test, setting_to_ignore_discards_what_is_pending) {
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  kill(getpid(), SIGUSR2);
  handle(SIGUSR1, SIG_IGN);
  handle(SIGUSR2, SIG_IGN);
  EXPECT_FALSE(pending(SIGUSR1) || pending(SIGUSR2));
  handle(SIGUSR1, note);
  handle(SIGUSR2, note);
  unblock({SIGUSR1, SIGUSR2});
  EXPECT_EQ(g_count, 0);
}

TEST_F(ignore_test, setting_to_ignore_discards_a_whole_queue) {
  block({SIGRTMIN});
  for (int i = 0; i < 10; ++i) sigqueue(getpid(), SIGRTMIN, int_value(i)), raise(SIGRTMIN);
  handle(SIGRTMIN, SIG_IGN);
  EXPECT_FALSE(pending(SIGRTMIN));
  handle(SIGRTMIN, note);
  unblock({SIGRTMIN});
  EXPECT_EQ(g_count, 0);
}

TEST_F(ignore_test, default_that_ignores_discards_too) {
  handle(SIGCHLD, note);
  block({SIGCHLD});
  raise(SIGCHLD);
  EXPECT_TRUE(pending(SIGCHLD));
  handle(SIGCHLD, SIG_DFL);
  EXPECT_FALSE(pending(SIGCHLD));
  unblock({SIGCHLD});
  EXPECT_EQ(g_count, 0);
}

TEST_F(ignore_test, handler_for_what_is_ignored_by_default) {
  for (const int sig : {SIGCHLD, SIGURG, SIGWINCH, SIGCONT}) {
    g_count.store(0);
    handle(sig, note);
    raise(sig);
    EXPECT_EQ(g_count, 1) << sig;
  }
}

TEST_F(ignore_test, discards_on_other_threads_as_well) {
  block({SIGUSR1});
  std::atomic<int> step{0};
  bool before = false, after = true;
  Thread other([&] {
    raise(SIGUSR1);
    before = pending(SIGUSR1);
    step.store(1);
    until([&] { return step.load() == 2; });
    after = pending(SIGUSR1);
  });
  until([&] { return step.load() == 1; });
  handle(SIGUSR1, SIG_IGN);
  step.store(2);
  other.join();
  EXPECT_TRUE(before);
  EXPECT_FALSE(after);
}

TEST_F(ignore_test, continue_discards_pending_stops) {
  handle(SIGTSTP, note);
  handle(SIGTTIN, note);
  block({SIGTSTP, SIGTTIN});
  raise(SIGTSTP);
  kill(getpid(), SIGTTIN);
  EXPECT_TRUE(pending(SIGTSTP) && pending(SIGTTIN));
  kill(getpid(), SIGCONT);
  EXPECT_FALSE(pending(SIGTSTP) || pending(SIGTTIN));
  unblock({SIGTSTP, SIGTTIN});
  EXPECT_EQ(g_count, 0);
}

// By default SIGCONT is ignored where nothing is stopped (XSH 2.4.3, under SIG_DFL).
TEST_F(ignore_test, default_action_discards_a_pending_continue) {
  handle(SIGCONT, note);
  block({SIGCONT});
  raise(SIGCONT);
  kill(getpid(), SIGCONT);
  EXPECT_TRUE(pending(SIGCONT));
  handle(SIGCONT, SIG_DFL);
  EXPECT_FALSE(pending(SIGCONT));
  handle(SIGCONT, note);
  unblock({SIGCONT});
  EXPECT_EQ(g_count, 0);
}

TEST_F(ignore_test, stop_discards_a_pending_continue) {
  handle(SIGCONT, note);
  handle(SIGTSTP, note);
  block({SIGCONT, SIGTSTP});
  raise(SIGCONT);
  EXPECT_TRUE(pending(SIGCONT));
  raise(SIGTSTP);
  EXPECT_FALSE(pending(SIGCONT));
  EXPECT_TRUE(pending(SIGTSTP));
  unblock({SIGCONT, SIGTSTP});
  EXPECT_EQ(logged(), std::vector<int>{SIGTSTP});
}

TEST_F(ignore_test, handled_stop_signals_do_not_stop) {
  for (const int sig : {SIGTSTP, SIGTTIN, SIGTTOU}) {
    g_count.store(0);
    handle(sig, note);
    raise(sig);
    EXPECT_EQ(g_count, 1) << sig;
  }
}
