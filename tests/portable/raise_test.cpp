// XSH raise, kill, killpg to oneself.
#include "support.h"

#include <algorithm>

using namespace portable;

namespace {
using raise_test = SignalTest;
}

TEST_F(raise_test, handler_runs_before_raise_returns) {
  handle(SIGUSR1, note);
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(raise(SIGUSR1), 0);
    ASSERT_EQ(g_count, i);
  }
}

TEST_F(raise_test, handler_runs_before_kill_returns) {
  handle(SIGUSR1, note);
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
    ASSERT_EQ(g_count, i);
  }
}

TEST_F(raise_test, every_signal_reaches_its_handler) {
  for (int sig = 1; sig <= SIGRTMAX; ++sig) {
    if (sig == SIGKILL || sig == SIGSTOP || (sig > 31 && sig < SIGRTMIN)) continue;
    struct sigaction act = {}, old = {};
    act.sa_handler = note;
    ASSERT_EQ(sigaction(sig, &act, &old), 0);
    g_count.store(0);
    EXPECT_EQ(raise(sig), 0);
    EXPECT_EQ(kill(getpid(), sig), 0);
    EXPECT_EQ(logged(), (std::vector<int>{sig, sig}));
    sigaction(sig, &old, nullptr);
  }
}

TEST_F(raise_test, bad_numbers) {
  for (const int sig : {-1, 65, 1000}) {
    errno = 0;
    EXPECT_NE(raise(sig), 0);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(kill(getpid(), sig), -1);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(killpg(getpgrp(), sig), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}

TEST_F(raise_test, zero_only_looks) {
  EXPECT_EQ(raise(0), 0);
  EXPECT_EQ(kill(getpid(), 0), 0);
  EXPECT_EQ(kill(0, 0), 0);
  EXPECT_EQ(killpg(0, 0), 0);
}

TEST_F(raise_test, absurd_pid) {
  errno = 0;
  EXPECT_EQ(kill(0x7FFFFFF0, 0), -1);
  EXPECT_EQ(errno, ESRCH);
  errno = 0;
  EXPECT_EQ(kill(0x7FFFFFF0, SIGTERM), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_F(raise_test, several_unblocked_at_once_each_run_once) {
  for (const int sig : {SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM}) handle(sig, note);
  block({SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM});
  for (const int sig : {SIGTERM, SIGHUP, SIGUSR2, SIGINT, SIGUSR1}) raise(sig);
  unblock({SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM});
  std::vector<int> seen = logged();
  EXPECT_EQ(seen.size(), 5u);
  for (const int sig : {SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM})
    EXPECT_EQ(std::count(seen.begin(), seen.end(), sig), 1) << sig;
}

TEST_F(raise_test, lowest_first_where_handlers_do_not_nest) {
  for (const int sig : {SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM}) handle(sig, note, 0, full_set());
  block({SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM});
  for (const int sig : {SIGTERM, SIGHUP, SIGUSR2, SIGINT, SIGUSR1}) raise(sig);
  unblock({SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM});
  EXPECT_EQ(logged(), (std::vector<int>{SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM}));
}

TEST_F(raise_test, works_in_every_thread) {
  handle(SIGUSR1, note);
  for (int i = 1; i <= 20; ++i) {
    int after = 0;
    Thread other([&] {
      raise(SIGUSR1);
      after = g_count.load();
    });
    other.join();
    EXPECT_EQ(after, i);
  }
}
