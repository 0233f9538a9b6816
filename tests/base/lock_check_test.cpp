// What a build with PSIG_CHECKS says of locks. Another says nothing.
#include "base/lock.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

using namespace psig;

#if GTEST_HAS_DEATH_TEST

namespace {

Lock<LockRank::kChildren> g_children;
Lock<LockRank::kEngine> g_engine;
Lock<LockRank::kTimers> g_timers;
Lock<LockRank::kLine> g_line;
Lock<LockRank::kSuspend> g_suspend;

// Ends with 0 where nothing is checked.
template <typename Function> void ends_with(const char *said, Function function) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto run = [&function] {
    function();
    std::_Exit(0);
  };
  if constexpr (kChecks) EXPECT_DEATH(run(), said);
  else EXPECT_EXIT(run(), testing::ExitedWithCode(0), "^$");
}

} // namespace

TEST(lock_check, outer_one_inside_an_inner_one) {
  ends_with("locks out of order: children inside engine", [] {
    const LockGuard inner(g_engine);
    const LockGuard outer(g_children);
  });
}

TEST(lock_check, any_one_while_a_thread_may_be_suspended) {
  ends_with("locks out of order: engine inside suspend", [] {
    const LockGuard suspend(g_suspend);
    const LockGuard engine(g_engine);
  });
}

TEST(lock_check, two_leaves) {
  ends_with("locks out of order: line inside timers", [] {
    const LockGuard timers(g_timers);
    const LockGuard line(g_line);
  });
}

TEST(lock_check, not_held) {
  ends_with("not under its lock: engine", [] { g_engine.assert_held(); });
}

TEST(lock_check, held_by_another_thread) {
  ends_with("not under its lock: engine", [] {
    const LockGuard guard(g_engine);
    std::thread([] { g_engine.assert_held(); }).join();
  });
}

TEST(lock_check, given_back) {
  ends_with("not under its lock: engine", [] {
    { const LockGuard guard(g_engine); }
    g_engine.assert_held();
  });
}

TEST(lock_check, where_none_may_be_taken) {
  ends_with("a lock where none may be taken: engine", [] {
    const NoLocks dispatch;
    const LockGuard guard(g_engine);
  });
}

TEST(lock_check, lock_is_not_recursive) {
  if (!kChecks) GTEST_SKIP() << "it would wait for itself for ever";
  ends_with("locks out of order: engine inside engine", [] {
    const LockGuard once(g_engine);
    g_engine.acquire();
  });
}

#endif // of death tests

TEST(lock_check, order_is_right) {
  const LockGuard children(g_children);
  const LockGuard engine(g_engine);
  const LockGuard timers(g_timers);
  const LockGuard suspend(g_suspend);
  g_children.assert_held();
  g_engine.assert_held();
  g_timers.assert_held();
  g_suspend.assert_held();
}

TEST(lock_check, what_another_thread_holds_is_no_matter) {
  const LockGuard guard(g_suspend);
  std::thread([] {
    const LockGuard engine(g_engine);
    g_engine.assert_held();
  }).join();
}

TEST(lock_check, taken_again_once_it_was_given_back) {
  for (int n = 0; n < 2; ++n) {
    const LockGuard guard(g_engine);
    { const LockGuard suspend(g_suspend); }
    { const NoLocks dispatch; }
    const LockGuard timers(g_timers);
  }
}
