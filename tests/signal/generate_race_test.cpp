// Generation against a thread that changes its mask at the same moment, without the lock: one of the two must see the
// other, or the signal is lost.
#include "signal/generate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

using namespace psig;

namespace {

constexpr int kTerm = 15, kRounds = 20'000;
constexpr SigSet kSet = bit(kTerm);

class generate_race_test : public testing::Test {
protected:
  generate_race_test() {
    process->threads = &main;
    main.main = true;
    main.next = &other;
    EXPECT_EQ(process->actions.set(kTerm, {.handler = 0x1234}), 0);
  }

  // Each round: main's mask goes from one word to another while the signal is generated. True: main saw it pending.
  template <typename Check> void race(SigSet from, SigSet to, ThreadSignals *target, Check check) {
    const PendingSet &pending = target != nullptr ? target->pending : process->pending;
    std::thread masking([&] {
      for (int i = 1; i <= kRounds; ++i) {
        main.blocked.store(from);
        meet(2 * i - 1);
        main.blocked.exchange(to);
        saw = (pending.bits() & kSet) != 0;
        meet(2 * i);
      }
    });
    for (int i = 1; i <= kRounds; ++i) {
      meet(2 * i - 1);
      const Decision decision = generate(*process, target, {.signo = kTerm}, false);
      meet(2 * i);
      check(decision, saw);
      process->pending.discard(process->pool, kSet);
      main.pending.discard(process->pool, kSet);
    }
    masking.join();
  }

  std::unique_ptr<ProcessSignals> process = std::make_unique<ProcessSignals>();
  ThreadSignals main, other;
  bool saw = false;

private:
  // Who is first spins for a while, so that both go on at once, and then sleeps: on a busy machine the other may be
  // waiting for this very processor.
  void meet(int number) {
    constexpr int kSpins = 20'000;
    if (arrived_.fetch_add(1) + 1 == 2 * number) {
      const std::lock_guard<std::mutex> guard(mutex_);
      return all_there_.notify_all();
    }
    for (int spins = 0; spins < kSpins; ++spins)
      if (arrived_.load() >= 2 * number) return;
    std::unique_lock<std::mutex> lock(mutex_);
    all_there_.wait(lock, [&] { return arrived_.load() >= 2 * number; });
  }
  std::mutex mutex_;
  std::condition_variable all_there_;
  std::atomic<int> arrived_{0};
};

} // namespace

TEST_F(generate_race_test, unblocking_target_is_told_or_sees_it) {
  race(kSet, 0, &main, [](const Decision &decision, bool saw) { ASSERT_TRUE(saw || decision.next == Next::kReach); });
}

TEST_F(generate_race_test, unblocking_thread_is_told_or_sees_it) {
  other.blocked.store(kSet);
  race(kSet, 0, nullptr, [](const Decision &decision, bool saw) { ASSERT_TRUE(saw || decision.next == Next::kReach); });
}

TEST_F(generate_race_test, blocking_thread_is_passed_over_or_hands_it_back) {
  race(0, kSet, nullptr, [this](const Decision &decision, bool saw) { ASSERT_TRUE(saw || decision.thread == &other); });
}
