// The delay belongs to what is pending now, not to the number.
#include "signal/fallback_delay.h"

#include <gtest/gtest.h>

using namespace psig;

namespace {

constexpr int kTerm = 15, kRt = 34;
constexpr std::uint64_t kNever = ~std::uint64_t{0};

class fallback_delay_test : public testing::Test {
protected:
  SigSet over(std::uint64_t now, SigSet pending = bit(kTerm) | bit(kRt)) {
    next = kNever;
    return delay.over(pending, now, &next);
  }
  FallbackDelay delay;
  std::uint64_t next = kNever;
};

} // namespace

TEST_F(fallback_delay_test, nothing_is_over_that_nobody_doubted) {
  EXPECT_EQ(over(kNever - 1), 0u);
  EXPECT_EQ(next, kNever);
}

TEST_F(fallback_delay_test, over_at_its_time_and_not_before) {
  delay.may_not_come(kTerm, 100);
  EXPECT_EQ(over(99), 0u);
  EXPECT_EQ(next, 100u);
  EXPECT_EQ(over(100), bit(kTerm));
  EXPECT_EQ(next, kNever);
}

TEST_F(fallback_delay_test, a_later_doubt_does_not_put_it_off) {
  delay.may_not_come(kTerm, 100);
  delay.may_not_come(kTerm, 200);
  EXPECT_EQ(over(100), bit(kTerm));
}

TEST_F(fallback_delay_test, what_comes_after_a_taken_one_has_its_own) {
  delay.may_not_come(kTerm, 100);
  delay.taken(kTerm);
  EXPECT_EQ(over(500), 0u);
  delay.pends_anew(kTerm);
  delay.may_not_come(kTerm, 600);
  EXPECT_EQ(over(599), 0u);
  EXPECT_EQ(over(600), bit(kTerm));
}

TEST_F(fallback_delay_test, what_was_discarded_leaves_no_time_behind) {
  delay.may_not_come(kTerm, 100);
  EXPECT_EQ(over(200, 0), 0u);
  delay.pends_anew(kTerm);
  EXPECT_EQ(over(200), 0u);
}

TEST_F(fallback_delay_test, the_rest_of_a_queue_has_waited_as_long_as_its_head) {
  delay.may_not_come(kRt, 100);
  EXPECT_EQ(over(100), bit(kRt));
  EXPECT_EQ(over(101), bit(kRt)) << "the fallback thread has taken the first";
}

TEST_F(fallback_delay_test, next_is_the_earliest_of_the_others) {
  delay.may_not_come(kTerm, 100);
  delay.may_not_come(kRt, 50);
  EXPECT_EQ(over(10), 0u);
  EXPECT_EQ(next, 50u);
  EXPECT_EQ(over(60), bit(kRt));
  EXPECT_EQ(next, 100u);
}

TEST_F(fallback_delay_test, a_stop_puts_it_off_and_never_forward) {
  delay.may_not_come(kTerm, 100);
  delay.may_not_come(kRt, 900);
  delay.not_before(500);
  EXPECT_EQ(over(499), 0u);
  EXPECT_EQ(over(500), bit(kTerm));
  EXPECT_EQ(next, 900u);
}
