// XSH pthread_kill: to oneself and to threads that wait, run, or have ended.
#include "support.h"

#include <setjmp.h>

using namespace portable;

namespace {

using pthread_kill_test = SignalTest;

std::atomic<pthread_t> g_ran_on;
void note_thread(int sig) {
  g_ran_on.store(pthread_self());
  note(sig);
}

} // namespace

TEST_F(pthread_kill_test, to_oneself_before_it_returns) {
  handle(SIGUSR1, note_thread);
  ASSERT_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(pthread_equal(g_ran_on, pthread_self()));
}

TEST_F(pthread_kill_test, bad_number_is_returned_not_set) {
  errno = 0;
  for (const int sig : {-1, 65, 1000}) EXPECT_EQ(pthread_kill(pthread_self(), sig), EINVAL);
  EXPECT_EQ(errno, 0);
}

TEST_F(pthread_kill_test, zero_only_looks) { EXPECT_EQ(pthread_kill(pthread_self(), 0), 0); }

TEST_F(pthread_kill_test, ended_thread_is_no_error) {
  Thread other([] {});
  handle(SIGUSR1, SIG_IGN);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
    ASSERT_EQ(pthread_kill(other.id, 0), 0);
    std::this_thread::yield();
  }
}

TEST_F(pthread_kill_test, ended_thread_runs_no_handler) {
  handle(SIGUSR1, note);
  block({SIGUSR1});
  std::atomic<bool> ended{false};
  Thread other([&] { ended.store(true); }); // has it blocked, and so never takes it
  until([&] { return ended.load(); });
  for (int i = 0; i < 100; ++i) ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
  other.join();
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 0);
}

TEST_F(pthread_kill_test, busy_thread) {
  handle(SIGUSR1, note_thread);
  std::atomic<bool> ready{false}, done{false};
  Thread other([&] {
    ready.store(true);
    while (!done.load()) {}
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
    until([&] { return g_count.load() == i; });
    ASSERT_TRUE(pthread_equal(g_ran_on, other.id));
  }
  done.store(true);
}

TEST_F(pthread_kill_test, thread_in_sigsuspend) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  Thread other([] {
    const sigset_t none = set_of({});
    while (g_count.load() < 100) sigsuspend(&none);
  });
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
    until([&] { return g_count.load() == i; });
    ASSERT_TRUE(pthread_equal(g_ran_on, other.id));
  }
}

TEST_F(pthread_kill_test, thread_in_pause) {
  handle(SIGUSR1, note_thread);
  std::atomic<bool> done{false}, over{false};
  Thread other([&] {
    while (!done.load()) pause();
    over.store(true);
  });
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
    until([&] { return g_count.load() == i; });
    ASSERT_TRUE(pthread_equal(g_ran_on, other.id));
  }
  done.store(true);
  while (!over.load()) pthread_kill(other.id, SIGUSR1), std::this_thread::yield(); // one may come just before pause()
}

TEST_F(pthread_kill_test, thread_that_blocks_it) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  std::atomic<bool> sent{false};
  bool was_pending = false, main_s_pending = true;
  Thread other([&] {
    until([&] { return sent.load(); });
    was_pending = pending(SIGUSR1);
    unblock({SIGUSR1});
  });
  ASSERT_EQ(pthread_kill(other.id, SIGUSR1), 0);
  main_s_pending = pending(SIGUSR1);
  EXPECT_EQ(g_count, 0);
  sent.store(true);
  other.join();
  EXPECT_TRUE(was_pending);
  EXPECT_FALSE(main_s_pending);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(pthread_equal(g_ran_on, other.id));
}

TEST_F(pthread_kill_test, main_thread_from_another) {
  handle(SIGUSR1, note_thread);
  block({SIGUSR1});
  const pthread_t main = pthread_self();
  const sigset_t none = set_of({});
  Thread other([&] { pthread_kill(main, SIGUSR1); });
  while (g_count.load() == 0) sigsuspend(&none);
  EXPECT_TRUE(pthread_equal(g_ran_on, main));
}

TEST_F(pthread_kill_test, std_thread) {
  handle(SIGUSR1, note_thread);
  std::atomic<bool> ready{false}, done{false};
  pthread_t id = {};
  std::thread other([&] {
    id = pthread_self();
    ready.store(true);
    while (!done.load()) {}
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 20; ++i) {
    ASSERT_EQ(pthread_kill(id, SIGUSR1), 0);
    until([&] { return g_count.load() == i; });
    EXPECT_TRUE(pthread_equal(g_ran_on, id));
  }
  done.store(true);
  other.join();
}

TEST_F(pthread_kill_test, native_handle_of_a_std_thread) {
  handle(SIGUSR1, note_thread);
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!done.load()) {}
  });
  ASSERT_EQ(pthread_kill(other.native_handle(), SIGUSR1), 0);
  until([&] { return g_count.load() == 1; });
  EXPECT_TRUE(pthread_equal(g_ran_on, other.native_handle()));
  done.store(true);
  other.join();
}

TEST_F(pthread_kill_test, two_busy_threads_signal_each_other) {
  static std::atomic<int> received;
  received.store(0);
  handle(SIGRTMIN, [](int) { received.fetch_add(1); });
  constexpr int kEach = 300;
  std::atomic<int> ready{0};
  std::atomic<pthread_t> ids[2] = {};
  const auto body = [&](int me) {
    ids[me].store(pthread_self());
    ready.fetch_add(1);
    while (ready.load() < 2) {}
    for (int i = 0; i < kEach; ++i) pthread_kill(ids[1 - me].load(), SIGRTMIN);
    while (received.load() < 2 * kEach) {}
  };
  Thread a([&] { body(0); });
  Thread b([&] { body(1); });
  a.join();
  b.join();
  EXPECT_EQ(received, 2 * kEach);
}

// One instruction that jumps to itself: nothing is called, and whoever walks this code must not go round with it.
TEST_F(pthread_kill_test, a_thread_in_an_empty_loop) {
  static sigjmp_buf out;
  static std::atomic<int> round;
  handle(SIGUSR1, [](int) { siglongjmp(out, 1); });
  block({SIGUSR1});
  round.store(0);
  Thread loops([] {
    volatile int n = 0; // survives the jumps
    sigsetjmp(out, 1);
    n = n + 1;
    if (n > 20) return;
    round.store(n);
    unblock({SIGUSR1});
    __asm__ volatile("1: jmp 1b");
  });
  for (int n = 1; n <= 20; ++n) {
    until([n] { return round.load() == n; });
    pthread_kill(loops.id, SIGUSR1);
  }
}
