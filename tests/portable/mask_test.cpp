// XSH pthread_sigmask, sigprocmask, sigpending: what a mask holds back, and that unblocking delivers.
#include "support.h"

using namespace portable;

namespace {

using mask_test = SignalTest;

std::atomic<pthread_t> g_ran_on;
void note_thread(int sig) {
  g_ran_on.store(pthread_self());
  note(sig);
}

} // namespace

TEST_F(mask_test, block_adds_unblock_removes_setmask_replaces) {
  block({SIGUSR1, SIGHUP});
  block({SIGUSR2});
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGHUP) && blocked(SIGUSR2));
  unblock({SIGHUP, SIGTERM});
  EXPECT_TRUE(blocked(SIGUSR1) && !blocked(SIGHUP) && blocked(SIGUSR2));
  const sigset_t only = set_of({SIGRTMIN, SIGRTMAX});
  ASSERT_EQ(sigprocmask(SIG_SETMASK, &only, nullptr), 0);
  EXPECT_TRUE(blocked(SIGRTMIN) && blocked(SIGRTMAX) && !blocked(SIGUSR1) && !blocked(SIGUSR2));
}

TEST_F(mask_test, returns_the_former_mask) {
  block({SIGUSR1});
  sigset_t old = full_set();
  const sigset_t set = set_of({SIGUSR2});
  ASSERT_EQ(sigprocmask(SIG_BLOCK, &set, &old), 0);
  EXPECT_EQ(sigismember(&old, SIGUSR1), 1);
  EXPECT_EQ(sigismember(&old, SIGUSR2), 0);
}

TEST_F(mask_test, one_object_for_both) {
  block({SIGUSR1});
  sigset_t both = set_of({SIGUSR2});
  sigset_t *volatile alias = &both; // `restrict` forbids it; kernels, and programs, don't mind
  ASSERT_EQ(sigprocmask(SIG_SETMASK, &both, alias), 0);
  EXPECT_EQ(sigismember(&both, SIGUSR1), 1);
  EXPECT_EQ(sigismember(&both, SIGUSR2), 0);
  EXPECT_TRUE(blocked(SIGUSR2) && !blocked(SIGUSR1));
}

TEST_F(mask_test, null_set_only_looks) {
  block({SIGUSR1});
  sigset_t old = set_of({});
  EXPECT_EQ(sigprocmask(99, nullptr, &old), 0); // how has no meaning then
  EXPECT_EQ(sigismember(&old, SIGUSR1), 1);
  EXPECT_EQ(sigprocmask(SIG_SETMASK, nullptr, nullptr), 0);
  EXPECT_TRUE(blocked(SIGUSR1));
}

TEST_F(mask_test, bad_how) {
  block({SIGUSR1});
  const sigset_t set = set_of({SIGUSR2});
  for (const int how : {-1, 3, 1000}) {
    errno = 0;
    EXPECT_EQ(sigprocmask(how, &set, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(pthread_sigmask(how, &set, nullptr), EINVAL);
    EXPECT_EQ(errno, 0);
  }
  EXPECT_TRUE(blocked(SIGUSR1) && !blocked(SIGUSR2));
}

TEST_F(mask_test, kill_and_stop_stay_unblocked) {
  const sigset_t all = full_set();
  ASSERT_EQ(sigprocmask(SIG_SETMASK, &all, nullptr), 0);
  EXPECT_FALSE(blocked(SIGKILL));
  EXPECT_FALSE(blocked(SIGSTOP));
  EXPECT_TRUE(blocked(SIGTERM) && blocked(SIGRTMAX) && blocked(SIGCONT));
}

TEST_F(mask_test, blocked_stays_pending) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 0);
  EXPECT_TRUE(pending(SIGUSR1));
  EXPECT_FALSE(pending(SIGUSR2));
}

TEST_F(mask_test, delivered_before_unblock_returns) {
  handle(SIGUSR1, note);
  const sigset_t set = set_of({SIGUSR1}), none = set_of({});
  for (int way = 0; way < 4; ++way) {
    g_count.store(0);
    block({SIGUSR1});
    if (way % 2 == 0) raise(SIGUSR1);
    else kill(getpid(), SIGUSR1);
    ASSERT_EQ(g_count, 0);
    const int result = way < 2 ? sigprocmask(SIG_UNBLOCK, &set, nullptr) : pthread_sigmask(SIG_SETMASK, &none, nullptr);
    ASSERT_EQ(result, 0);
    ASSERT_EQ(g_count, 1) << way;
    EXPECT_FALSE(pending(SIGUSR1));
  }
}

TEST_F(mask_test, standard_signals_coalesce) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  for (int i = 0; i < 5; ++i) raise(SIGUSR1);
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 1);
}

TEST_F(mask_test, thread_and_process_may_each_have_one) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  for (int i = 0; i < 3; ++i) raise(SIGUSR1), kill(getpid(), SIGUSR1);
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 2);
}

TEST_F(mask_test, unblocking_one_leaves_the_other) {
  handle(SIGUSR1, note);
  handle(SIGUSR2, note);
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  raise(SIGUSR2);
  unblock({SIGUSR2});
  EXPECT_EQ(logged(), std::vector<int>{SIGUSR2});
  EXPECT_TRUE(pending(SIGUSR1));
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 2);
}

TEST_F(mask_test, threads_inherit_the_creator_s) {
  block({SIGUSR1, SIGRTMIN});
  raise(SIGUSR1);
  bool same = false, nothing_pending = false;
  Thread other([&] {
    same = blocked(SIGUSR1) && blocked(SIGRTMIN) && !blocked(SIGUSR2);
    nothing_pending = !pending(SIGUSR1);
  });
  other.join();
  EXPECT_TRUE(same);
  EXPECT_TRUE(nothing_pending);
}

TEST_F(mask_test, std_threads_inherit_too) {
  block({SIGUSR2, SIGRTMAX});
  bool same = false;
  std::thread([&] { same = blocked(SIGUSR2) && blocked(SIGRTMAX) && !blocked(SIGUSR1); }).join();
  EXPECT_TRUE(same);
}

TEST_F(mask_test, grandchildren_inherit_their_creator_s) {
  bool right = false;
  Thread child([&] {
    block({SIGUSR1});
    Thread grandchild([&] { right = blocked(SIGUSR1); });
    grandchild.join();
  });
  child.join();
  EXPECT_TRUE(right);
  EXPECT_FALSE(blocked(SIGUSR1));
}

TEST_F(mask_test, each_thread_has_its_own) {
  block({SIGUSR1});
  Thread other([] {
    unblock({SIGUSR1});
    block({SIGUSR2});
  });
  other.join();
  EXPECT_TRUE(blocked(SIGUSR1));
  EXPECT_FALSE(blocked(SIGUSR2));
}

TEST_F(mask_test, pending_on_a_thread_is_not_seen_elsewhere) {
  block({SIGUSR1, SIGUSR2});
  raise(SIGUSR1);
  kill(getpid(), SIGUSR2);
  bool sees_thread_s = true, sees_process_s = false;
  Thread other([&] {
    sees_thread_s = pending(SIGUSR1);
    sees_process_s = pending(SIGUSR2);
  });
  other.join();
  EXPECT_FALSE(sees_thread_s);
  EXPECT_TRUE(sees_process_s);
  EXPECT_TRUE(pending(SIGUSR1) && pending(SIGUSR2));
}

TEST_F(mask_test, process_signal_goes_to_whoever_unblocks_it) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  kill(getpid(), SIGUSR1);
  Thread other([] { unblock({SIGUSR1}); });
  other.join();
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(pthread_equal(g_ran_on, other.id));
  EXPECT_FALSE(pending(SIGUSR1));
}

TEST_F(mask_test, process_signal_finds_the_thread_that_has_it_open) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  std::atomic<bool> ready{false}, done{false};
  Thread other([&] {
    unblock({SIGUSR1});
    ready.store(true);
    while (!done.load()) {}
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 20; ++i) {
    kill(getpid(), SIGUSR1);
    until([&] { return g_count.load() == i; });
    EXPECT_TRUE(pthread_equal(g_ran_on, other.id));
  }
  done.store(true);
}

TEST_F(mask_test, raise_stays_with_its_thread) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  Thread other([] {
    raise(SIGUSR1); // blocked here by inheritance; open nowhere else
    unblock({SIGUSR1});
  });
  other.join();
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(pthread_equal(g_ran_on, other.id));
}

TEST_F(mask_test, what_ends_with_a_thread_is_lost) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  Thread other([] { raise(SIGUSR1); });
  other.join();
  EXPECT_FALSE(pending(SIGUSR1));
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 0);
}

TEST_F(mask_test, storm_of_mask_changes_against_a_sender) {
  handle(SIGRTMIN, note);
  constexpr int kSignals = 2000;
  const pthread_t target = pthread_self();
  Thread sender([&] {
    for (int i = 0; i < kSignals; ++i) {
      while (pthread_sigqueue(target, SIGRTMIN, int_value(i)) == EAGAIN) std::this_thread::yield();
    }
  });
  while (g_count.load() < kSignals) {
    block({SIGRTMIN});
    const int before = g_count.load();
    for (std::atomic<int> spin{0}; spin < 100; ++spin) {}
    EXPECT_EQ(g_count.load(), before); // a critical section never sees the handler
    unblock({SIGRTMIN});
  }
  sender.join();
  EXPECT_EQ(g_count, kSignals);
}

// Programs ask `if (sigismember(&set, sig))` of every number below NSIG.
TEST_F(mask_test, no_number_below_nsig_is_an_error_for_sigismember) {
  sigset_t full = full_set(), none = set_of({});
  for (int sig = 1; sig < NSIG; ++sig) {
    EXPECT_GE(sigismember(&full, sig), 0) << sig;
    EXPECT_EQ(sigismember(&none, sig), 0) << sig;
  }
  EXPECT_EQ(sigismember(&full, 33), 0);
}
