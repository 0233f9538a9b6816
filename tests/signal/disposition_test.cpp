// Actions and what they mean.
#include "signal/disposition.h"

#include <gtest/gtest.h>

using namespace psig;

TEST(disposition, all_start_with_the_default) {
  const Dispositions actions;
  for (int n = 1; n <= kSigMax; ++n) EXPECT_EQ(actions.of(n).handler, kSigDfl);
  EXPECT_EQ(actions.effect(15), Effect::kTerminate);
  EXPECT_EQ(actions.effect(3), Effect::kCore);
  EXPECT_EQ(actions.effect(17), Effect::kIgnore);
  EXPECT_EQ(actions.effect(20), Effect::kStop);
  EXPECT_EQ(actions.effect(18), Effect::kContinue);
  EXPECT_EQ(actions.effect(40), Effect::kTerminate);
}

TEST(disposition, handler_and_ignore_replace_it) {
  Dispositions actions;
  for (const int signo : {15, 3, 17, 20, 18, 40}) {
    ASSERT_EQ(actions.set(signo, {.handler = 0x1234, .flags = kSaRestart}), 0);
    EXPECT_EQ(actions.effect(signo), Effect::kHandler);
    EXPECT_FALSE(actions.ignored(signo));
    EXPECT_EQ(actions.of(signo).flags, kSaRestart);
    ASSERT_EQ(actions.set(signo, {.handler = kSigIgn}), 0);
    EXPECT_EQ(actions.effect(signo), Effect::kIgnore);
    EXPECT_TRUE(actions.ignored(signo));
  }
}

TEST(disposition, refuses_what_cannot_change) {
  Dispositions actions;
  for (const int signo : {9, 19, 0, -1, 33, 65, 1000}) EXPECT_EQ(actions.set(signo, {.handler = 0x1234}), EINVAL);
  EXPECT_EQ(actions.effect(9), Effect::kTerminate);
  EXPECT_EQ(actions.effect(19), Effect::kStop);
}

TEST(disposition, mask_never_holds_the_unblockable) {
  Dispositions actions;
  ASSERT_EQ(actions.set(10, {.handler = 0x1234, .mask = kAllSignals}), 0);
  EXPECT_EQ(actions.of(10).mask, kAllSignals & ~kUnblockable);
}

TEST(disposition, reset_leaves_flags_and_mask) {
  Dispositions actions;
  ASSERT_EQ(actions.set(10, {.handler = 0x1234, .mask = bit(12), .flags = kSaResetHand}), 0);
  actions.reset(10);
  EXPECT_EQ(actions.effect(10), Effect::kTerminate);
  EXPECT_EQ(actions.of(10).mask, bit(12));
  EXPECT_EQ(actions.of(10).flags, kSaResetHand);
}
