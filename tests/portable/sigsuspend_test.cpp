// XSH sigsuspend, pause.
#include "support.h"

#include <setjmp.h>

using namespace portable;

namespace {

using sigsuspend_test = SignalTest;

sigset_t g_mask_inside;
void note_mask(int sig) {
  g_mask_inside = mask_now();
  note(sig);
}

} // namespace

TEST_F(sigsuspend_test, takes_what_is_pending) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  raise(SIGUSR1);
  const sigset_t none = set_of({});
  errno = 0;
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(g_count, 1);
}

TEST_F(sigsuspend_test, takes_one_of_several_that_exclude_each_other) {
  handle_info(SIGRTMIN, note_info, 0, full_set());
  handle(SIGUSR1, note, 0, full_set()), handle(SIGUSR2, note, 0, full_set());
  block({SIGRTMIN, SIGUSR1, SIGUSR2});
  const sigset_t none = set_of({});
  for (int n = 1; n <= 3; ++n) sigqueue(getpid(), SIGRTMIN, int_value(n));
  for (int n = 1; n <= 3; ++n) {
    sigsuspend(&none);
    ASSERT_EQ(g_count, n);
    EXPECT_EQ(g_info.si_value.sival_int, n);
  }
  EXPECT_FALSE(pending(SIGRTMIN));
  raise(SIGUSR1), raise(SIGUSR2);
  sigsuspend(&none);
  EXPECT_EQ(g_count, 4);
  sigsuspend(&none);
  EXPECT_EQ(g_count, 5);
}

TEST_F(sigsuspend_test, comes_back_from_a_handler_that_sends_itself_its_signal) {
  handle(SIGUSR1, [](int sig) {
    note(sig);
    raise(sig);
  });
  block({SIGUSR1});
  raise(SIGUSR1);
  const sigset_t none = set_of({});
  sigsuspend(&none);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(pending(SIGUSR1));
}

TEST_F(sigsuspend_test, handler_s_return_goes_back_to_the_former_mask) {
  handle(SIGUSR1, note, 0, full_set()), handle(SIGUSR2, note, 0, full_set()), handle(SIGHUP, note);
  block({SIGUSR1, SIGUSR2});
  const sigset_t only = set_of({SIGHUP, SIGUSR2}); // SIGHUP open before it and after
  raise(SIGUSR1), raise(SIGUSR2);
  handle(
      SIGUSR1, [](int sig) { note(sig), raise(SIGHUP); }, 0, full_set());
  sigsuspend(&only);
  EXPECT_EQ(logged(), (std::vector<int>{SIGUSR1, SIGHUP}));
  EXPECT_TRUE(pending(SIGUSR2));
}

TEST_F(sigsuspend_test, jump_out_leaves_no_mask_behind) {
  static sigjmp_buf out;
  handle(SIGUSR1, [](int) { siglongjmp(out, 1); });
  handle(SIGUSR2, note);
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  const sigset_t none = set_of({});
  if (sigsetjmp(out, 1) == 0) sigsuspend(&none);
  raise(SIGUSR2);
  EXPECT_EQ(g_count, 0);
  unblock({SIGUSR2}); // its return goes back to the mask of now
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(blocked(SIGUSR1) && !blocked(SIGUSR2));
}

TEST_F(sigsuspend_test, restores_the_mask) {
  handle(SIGUSR1, note);
  block({SIGUSR1, SIGHUP});
  raise(SIGUSR1);
  const sigset_t other = set_of({SIGUSR2});
  sigsuspend(&other);
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGHUP) && !blocked(SIGUSR2));
}

TEST_F(sigsuspend_test, handler_sees_the_temporary_mask) {
  handle(SIGUSR1, note_mask, 0, set_of({SIGTERM}));
  block({SIGUSR1, SIGHUP});
  raise(SIGUSR1);
  const sigset_t other = set_of({SIGUSR2});
  sigsuspend(&other);
  for (const int sig : {SIGUSR1, SIGUSR2, SIGTERM}) EXPECT_EQ(sigismember(&g_mask_inside, sig), 1) << sig;
  EXPECT_EQ(sigismember(&g_mask_inside, SIGHUP), 0);
}

TEST_F(sigsuspend_test, error_is_eintr_whatever_the_handler_does) {
  handle(SIGUSR1, [](int) { errno = ENOENT; });
  block({SIGUSR1});
  raise(SIGUSR1);
  const sigset_t none = set_of({});
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(errno, EINTR);
}

TEST_F(sigsuspend_test, restart_flag_makes_no_difference) {
  handle(SIGUSR1, note, SA_RESTART);
  block({SIGUSR1});
  raise(SIGUSR1);
  const sigset_t none = set_of({});
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(errno, EINTR);
}

TEST_F(sigsuspend_test, blocked_signals_do_not_end_it) {
  handle(SIGUSR1, note);
  handle(SIGUSR2, note);
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  const pthread_t main = pthread_self();
  Thread other([&] { pthread_kill(main, SIGUSR2); });
  const sigset_t only = set_of({SIGUSR1});
  EXPECT_EQ(sigsuspend(&only), -1);
  EXPECT_EQ(logged(), std::vector<int>{SIGUSR2});
  EXPECT_TRUE(pending(SIGUSR1));
}

TEST_F(sigsuspend_test, ignored_signals_do_not_end_it) {
  handle(SIGUSR1, SIG_IGN);
  handle(SIGUSR2, note);
  block({SIGUSR2});
  const pthread_t main = pthread_self();
  Thread other([&] {
    for (int i = 0; i < 10; ++i) pthread_kill(main, SIGUSR1), pthread_kill(main, SIGCHLD);
    pthread_kill(main, SIGUSR2);
  });
  const sigset_t none = set_of({});
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(logged(), std::vector<int>{SIGUSR2});
}

TEST_F(sigsuspend_test, ping_pong_loses_nothing) {
  static std::atomic<int> pings, pongs;
  pings.store(0), pongs.store(0);
  handle(SIGUSR1, [](int) { pings.fetch_add(1); });
  handle(SIGUSR2, [](int) { pongs.fetch_add(1); });
  block({SIGUSR1, SIGUSR2});
  constexpr int kRounds = 1000;
  const pthread_t main = pthread_self();
  const sigset_t none = set_of({});
  Thread other([&] {
    for (int i = 1; i <= kRounds; ++i) {
      while (pings.load() < i) sigsuspend(&none);
      pthread_kill(main, SIGUSR2);
    }
  });
  for (int i = 1; i <= kRounds; ++i) {
    pthread_kill(other.id, SIGUSR1);
    while (pongs.load() < i) sigsuspend(&none);
  }
  other.join();
  EXPECT_EQ(pings, kRounds);
  EXPECT_EQ(pongs, kRounds);
}

TEST_F(sigsuspend_test, process_signal_wakes_it) {
  handle(SIGTERM, note);
  block({SIGTERM});
  Thread other([] { kill(getpid(), SIGTERM); });
  const sigset_t none = set_of({});
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(g_count, 1);
}

TEST_F(sigsuspend_test, pause_returns_after_a_handler) {
  handle(SIGUSR1, note, SA_RESTART);
  const pthread_t main = pthread_self();
  std::atomic<bool> back{false};
  Thread other([&] {
    while (!back.load()) pthread_kill(main, SIGUSR1), std::this_thread::yield(); // pause() may not have begun yet
  });
  errno = 0;
  const int result = pause();
  const int error = errno;
  back.store(true);
  EXPECT_EQ(result, -1);
  EXPECT_EQ(error, EINTR);
  EXPECT_GE(g_count, 1);
}

TEST_F(sigsuspend_test, nested_in_a_handler) {
  handle(
      SIGUSR1,
      [](int sig) {
        note(sig);
        const sigset_t other = set_of({SIGUSR1});
        raise(SIGUSR2); // blocked by the action's mask
        sigsuspend(&other);
      },
      0, set_of({SIGUSR2}));
  handle(SIGUSR2, note);
  raise(SIGUSR1);
  EXPECT_EQ(logged(), (std::vector<int>{SIGUSR1, SIGUSR2}));
  EXPECT_FALSE(blocked(SIGUSR1) || blocked(SIGUSR2));
}
