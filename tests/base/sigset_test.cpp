// The set word: signal n is bit n-1.
#include "base/sigset.h"

#include <gtest/gtest.h>

using namespace psig;

TEST(sigset, bits_are_numbers_less_one) {
  EXPECT_EQ(bit(1), 1u);
  EXPECT_EQ(bit(10), 0x200u);
  EXPECT_EQ(bit(64), SigSet{1} << 63);
  SigSet all = 0;
  for (int n = 1; n <= 64; ++n) {
    EXPECT_TRUE(has(bit(n), n));
    EXPECT_FALSE(has(~bit(n), n));
    EXPECT_EQ(lowest(bit(n)), n);
    all |= bit(n);
  }
  EXPECT_EQ(all, kAllSignals);
}

TEST(sigset, lowest_of_many) {
  EXPECT_EQ(lowest(kAllSignals), 1);
  EXPECT_EQ(lowest(bit(40) | bit(34) | bit(64)), 34);
}

TEST(sigset, which_numbers_are_signals) {
  int count = 0;
  for (int n = -10; n <= 100; ++n) count += is_signo(n) ? 1 : 0;
  EXPECT_EQ(count, 63);
  for (const int n : {0, 33, 65, -1, -2147483647 - 1, 2147483647}) EXPECT_FALSE(is_signo(n)) << n;
  EXPECT_FALSE(is_realtime(33));
  EXPECT_TRUE(is_realtime(34) && is_realtime(64));
  EXPECT_FALSE(is_realtime(65));
}
