// XSH sigwait, sigwaitinfo, sigtimedwait.
#include "support.h"

#ifdef _WIN32
#include "signal/engine.h"
#endif

using namespace portable;

namespace {

using sigwait_test = SignalTest;

constexpr timespec kNow = {0, 0};

int take(std::initializer_list<int> signals, siginfo_t *info = nullptr) {
  const sigset_t set = set_of(signals);
  return sigtimedwait(&set, info, &kNow);
}

} // namespace

TEST_F(sigwait_test, takes_a_pending_signal_without_its_handler) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  raise(SIGUSR1);
  const sigset_t set = set_of({SIGUSR1, SIGUSR2});
  int sig = 0;
  EXPECT_EQ(sigwait(&set, &sig), 0);
  EXPECT_EQ(sig, SIGUSR1);
  EXPECT_FALSE(pending(SIGUSR1));
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 0);
}

TEST_F(sigwait_test, leaves_other_signals_pending) {
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  raise(SIGUSR2);
  EXPECT_EQ(take({SIGUSR2}), SIGUSR2);
  EXPECT_TRUE(pending(SIGUSR1));
  EXPECT_FALSE(pending(SIGUSR2));
}

TEST_F(sigwait_test, info_of_kill_and_sigqueue) {
  block({SIGUSR1, SIGRTMIN});
  siginfo_t info = {};
  kill(getpid(), SIGUSR1);
  EXPECT_EQ(take({SIGUSR1}, &info), SIGUSR1);
  EXPECT_EQ(info.si_signo, SIGUSR1);
  EXPECT_EQ(info.si_code, SI_USER);
  EXPECT_EQ(info.si_pid, getpid());
  sigqueue(getpid(), SIGRTMIN, int_value(4711));
  const sigset_t set = set_of({SIGRTMIN});
  EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
  EXPECT_EQ(info.si_signo, SIGRTMIN);
  EXPECT_EQ(info.si_code, SI_QUEUE);
  EXPECT_EQ(info.si_pid, getpid());
  EXPECT_EQ(info.si_value.sival_int, 4711);
}

TEST_F(sigwait_test, null_info_is_allowed) {
  block({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(take({SIGUSR1}, nullptr), SIGUSR1);
}

TEST_F(sigwait_test, zero_timeout_only_polls) {
  block({SIGUSR1});
  errno = 0;
  EXPECT_EQ(take({SIGUSR1}), -1);
  EXPECT_EQ(errno, EAGAIN);
}

TEST_F(sigwait_test, timeout_passes) {
  block({SIGUSR1});
  const sigset_t set = set_of({SIGUSR1});
  const timespec wait = {0, 30'000'000};
  timespec before = {}, after = {};
  clock_gettime(CLOCK_MONOTONIC, &before);
  errno = 0;
  EXPECT_EQ(sigtimedwait(&set, nullptr, &wait), -1);
  EXPECT_EQ(errno, EAGAIN);
  clock_gettime(CLOCK_MONOTONIC, &after);
  const long long passed = (after.tv_sec - before.tv_sec) * 1'000'000'000LL + (after.tv_nsec - before.tv_nsec);
  EXPECT_GE(passed, 30'000'000);
}

TEST_F(sigwait_test, bad_timeout) {
  block({SIGUSR1});
  const sigset_t set = set_of({SIGUSR1});
  for (const timespec bad : {timespec{0, -1}, timespec{0, 1'000'000'000}, timespec{-1, 0}}) {
    errno = 0;
    EXPECT_EQ(sigtimedwait(&set, nullptr, &bad), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}

TEST_F(sigwait_test, lowest_first_and_in_order) {
  block({SIGUSR1, SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2});
  sigqueue(getpid(), SIGRTMIN + 2, int_value(1));
  sigqueue(getpid(), SIGRTMIN, int_value(2));
  sigqueue(getpid(), SIGRTMIN + 1, int_value(3));
  sigqueue(getpid(), SIGRTMIN, int_value(4));
  raise(SIGUSR1);
  const std::vector<std::pair<int, int>> expected = {
      {SIGUSR1, 0}, {SIGRTMIN, 2}, {SIGRTMIN, 4}, {SIGRTMIN + 1, 3}, {SIGRTMIN + 2, 1}};
  for (const auto &[sig, value] : expected) {
    siginfo_t info = {};
    ASSERT_EQ(take({SIGUSR1, SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2}, &info), sig);
    EXPECT_TRUE(value == 0 || info.si_value.sival_int == value);
  }
}

TEST_F(sigwait_test, handler_for_another_signal_ends_it) {
  handle(SIGUSR1, note, SA_RESTART);
  block({SIGUSR1, SIGUSR2});
  for (int form = 0; form < 2; ++form) {
    g_count.store(0);
    bool eintr = false;
    std::atomic<bool> back{false};
    Thread waiter([&] {
      unblock({SIGUSR1});
      const sigset_t set = set_of({SIGUSR2});
      const timespec minute = {60, 0};
      siginfo_t info;
      errno = 0;
      const int result = form == 0 ? sigwaitinfo(&set, &info) : sigtimedwait(&set, &info, &minute);
      eintr = result == -1 && errno == EINTR;
      back.store(true);
    });
    while (!back.load()) pthread_kill(waiter.id, SIGUSR1), std::this_thread::yield();
    waiter.join();
    EXPECT_TRUE(eintr) << form;
    EXPECT_GE(g_count, 1);
  }
}

TEST_F(sigwait_test, sigwait_goes_on_after_a_handler) {
  handle(SIGUSR1, note);
  block({SIGUSR1, SIGUSR2});
  int result = -1, sig = 0;
  Thread waiter([&] {
    unblock({SIGUSR1});
    const sigset_t set = set_of({SIGUSR2});
    result = sigwait(&set, &sig);
  });
  for (int i = 1; i <= 20; ++i) {
    pthread_kill(waiter.id, SIGUSR1);
    until([&] { return g_count.load() == i; });
  }
  pthread_kill(waiter.id, SIGUSR2);
  waiter.join();
  EXPECT_EQ(result, 0);
  EXPECT_EQ(sig, SIGUSR2);
}

TEST_F(sigwait_test, woken_by_kill_and_by_pthread_kill) {
  block({SIGUSR1});
  for (int i = 0; i < 200; ++i) {
    int sig = 0;
    Thread waiter([&] {
      const sigset_t set = set_of({SIGUSR1});
      sigwait(&set, &sig);
    });
    if (i % 2 == 0) kill(getpid(), SIGUSR1);
    else pthread_kill(waiter.id, SIGUSR1);
    waiter.join();
    ASSERT_EQ(sig, SIGUSR1);
  }
}

TEST_F(sigwait_test, one_signal_ends_one_wait) {
  constexpr int kThreads = 4, kSignals = 400;
  block({SIGRTMIN, SIGRTMIN + 1});
  std::atomic<int> accepted{0};
  std::atomic<int> sum{0};
  const auto body = [&] {
    const sigset_t set = set_of({SIGRTMIN, SIGRTMIN + 1});
    siginfo_t info;
    while (sigwaitinfo(&set, &info) == SIGRTMIN) {
      accepted.fetch_add(1);
      sum.fetch_add(info.si_value.sival_int);
    }
  };
  {
    Thread a(body), b(body), c(body), d(body);
    for (int i = 1; i <= kSignals; ++i) {
      while (sigqueue(getpid(), SIGRTMIN, int_value(i)) != 0) std::this_thread::yield();
    }
    until([&] { return accepted.load() >= kSignals; });
    for (int i = 0; i < kThreads; ++i) sigqueue(getpid(), SIGRTMIN + 1, int_value(0));
  }
  EXPECT_EQ(accepted, kSignals);
  EXPECT_EQ(sum, kSignals * (kSignals + 1) / 2);
}

TEST_F(sigwait_test, thread_s_own_are_not_taken_by_others) {
  block({SIGUSR1});
  raise(SIGUSR1);
  int result = 0;
  Thread other([&] { result = take({SIGUSR1}); });
  other.join();
  EXPECT_EQ(result, -1);
  EXPECT_EQ(take({SIGUSR1}), SIGUSR1);
}

TEST_F(sigwait_test, accepts_what_is_ignored_but_blocked) {
  block({SIGCHLD}); // ignored by default: waiting for it is the idiom
  kill(getpid(), SIGCHLD);
  EXPECT_EQ(take({SIGCHLD}), SIGCHLD);
}

TEST_F(sigwait_test, a_waiter_is_preferred_to_a_handler) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  int sig = 0;
  Thread waiter([&] {
    const sigset_t set = set_of({SIGUSR1});
    sigwait(&set, &sig);
  });
  kill(getpid(), SIGUSR1);
  waiter.join();
  EXPECT_EQ(sig, SIGUSR1);
  EXPECT_EQ(g_count, 0);
}

#ifdef _WIN32
// A thread that delivers all the time and has the signal open. (On Linux the waiter is what is woken, but a thread that
// is just delivering may be faster.)
TEST_F(sigwait_test, a_waiter_has_it_although_another_thread_delivers) {
  constexpr int kRounds = 300;
  handle(SIGUSR2, note);
  block({SIGTERM, SIGUSR2}); // SIGTERM's default action would end the process
  std::atomic<bool> stop{false};
  std::atomic<int> waiting{0};
  Thread passer([&] {
    unblock({SIGTERM, SIGUSR2});
    while (!stop.load()) usleep(200);
  });
  Thread sender([&] {
    for (int n = 1; n <= kRounds; ++n) {
      until([&] { return waiting.load() == n && psig::has(psig::g_engine.process.accepted.load(), SIGTERM); });
      pthread_kill(passer.id, SIGUSR2); // it passes a delivery
      kill(getpid(), SIGTERM);
    }
  });
  const sigset_t set = set_of({SIGTERM});
  for (int n = 1; n <= kRounds; ++n) {
    waiting.store(n);
    int sig = 0;
    ASSERT_EQ(sigwait(&set, &sig), 0);
    ASSERT_EQ(sig, SIGTERM);
  }
  sender.join();
  stop.store(true);
}
#endif

TEST_F(sigwait_test, ignored_and_not_blocked_is_discarded_while_a_thread_waits) {
  handle(SIGUSR1, SIG_IGN);
  block({SIGUSR2});
  std::atomic<bool> back{false};
  int result = 0;
  Thread waiter([&] {
    const sigset_t set = set_of({SIGUSR1, SIGUSR2});
    result = sigtimedwait(&set, nullptr, nullptr);
    back.store(true);
  });
  for (int n = 0; n < 200; ++n) pthread_kill(waiter.id, SIGUSR1), kill(getpid(), SIGUSR1), std::this_thread::yield();
  EXPECT_FALSE(back);
  pthread_kill(waiter.id, SIGUSR2);
  waiter.join();
  EXPECT_EQ(result, SIGUSR2);
}

// Two wait, and two signals come as the time of one is over: if that one takes the first, the second is the other's.
TEST_F(sigwait_test, last_moment_of_one_wait_leaves_the_rest_to_another) {
  constexpr int kRounds = 300;
  block({SIGRTMIN, SIGRTMIN + 1});
  const sigset_t set = set_of({SIGRTMIN}), either = set_of({SIGRTMIN, SIGRTMIN + 1});
  std::atomic<int> taken{0}, round{0};
  Thread patient([&] {
    for (int sig = 0; sig != SIGRTMIN + 1;) { // Linux says EINTR where the other one was faster
      sig = sigwaitinfo(&either, nullptr);
      if (sig == SIGRTMIN) taken.fetch_add(1);
    }
  });
  Thread hasty([&] {
    for (int n = 1; n <= kRounds; ++n) {
      const timespec moment = {0, n % 8 * 10'000};
      round.store(n);
      if (sigtimedwait(&set, nullptr, &moment) == SIGRTMIN) taken.fetch_add(1);
      until([&] { return taken.load() == 2 * n; }); // it comes for no second one
    }
  });
  for (int n = 1; n <= kRounds; ++n) {
    until([&] { return round.load() == n; });
    for (int i = 0; i < n % 16 * 200; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
    sigqueue(getpid(), SIGRTMIN, int_value(0)), sigqueue(getpid(), SIGRTMIN, int_value(0));
    until([&] { return taken.load() == 2 * n; });
  }
  hasty.join();
  pthread_kill(patient.id, SIGRTMIN + 1);
}

TEST_F(sigwait_test, in_order_from_another_thread) {
  constexpr int kSignals = 500;
  block({SIGRTMIN});
  std::vector<int> got;
  Thread waiter([&] {
    const sigset_t set = set_of({SIGRTMIN});
    siginfo_t info;
    while (got.size() < kSignals && sigwaitinfo(&set, &info) > 0) got.push_back(info.si_value.sival_int);
  });
  for (int i = 0; i < kSignals; ++i) {
    while (pthread_sigqueue(waiter.id, SIGRTMIN, int_value(i)) == EAGAIN) std::this_thread::yield();
  }
  waiter.join();
  for (int i = 0; i < kSignals; ++i) ASSERT_EQ(got[static_cast<std::size_t>(i)], i);
}
