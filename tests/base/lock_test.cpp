// The lock in one word: exclusion and wake-ups. Under TSan this also shows the ordering.
#include "base/lock.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#ifdef _WIN32
#include "nt/module/imports.h"
#endif

using namespace psig;

#ifdef _WIN32
static const bool g_started = (nt::imports_start(), true); // what the lock sleeps with
#endif

TEST(lock, try_acquire_tells) {
  Lock<LockRank::kEngine> lock;
  EXPECT_TRUE(lock.try_acquire());
  EXPECT_FALSE(lock.try_acquire());
  lock.release();
  EXPECT_TRUE(lock.try_acquire());
  lock.release();
}

TEST(lock, guard_releases) {
  Lock<LockRank::kEngine> lock;
  { const LockGuard guard(lock); }
  EXPECT_TRUE(lock.try_acquire());
}

TEST(lock, contended_excludes_and_wakes_everybody) {
  constexpr int kThreads = 4, kRounds = 20'000;
  Lock<LockRank::kEngine> lock;
  long counter = 0; // not atomic
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kRounds; ++i) {
        const LockGuard guard(lock);
        ++counter;
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_EQ(counter, long{kThreads} * kRounds);
}

TEST(lock, sleeper_is_woken_by_the_release) {
  for (int i = 0; i < 200; ++i) {
    Lock<LockRank::kEngine> lock;
    std::atomic<bool> started{false};
    bool entered = false;
    lock.acquire();
    std::thread other([&] {
      started.store(true);
      lock.acquire();
      entered = true;
      lock.release();
    });
    while (!started.load()) std::this_thread::yield();
    EXPECT_FALSE(entered);
    lock.release();
    other.join();
    EXPECT_TRUE(entered);
  }
}
