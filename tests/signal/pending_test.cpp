// What is pending: coalescing, queues, order, the pool.
#include "signal/pending.h"

#include <gtest/gtest.h>

#include <memory>

using namespace psig;

namespace {

constexpr int kUsr1 = 10, kUsr2 = 12, kRt = kSigRtMin;

class pending_test : public testing::Test {
protected:
  Errno add(int signo, std::uint64_t value = 0, bool must_queue = false) {
    return set.add(*pool, {.signo = signo, .value = value}, must_queue);
  }
  bool take(Record *out, SigSet allowed = kFull) { return set.take(*pool, allowed, out); }

  std::unique_ptr<RecordPool> pool = std::make_unique<RecordPool>();
  PendingSet set;
};

} // namespace

TEST_F(pending_test, empty_gives_nothing) {
  Record record;
  EXPECT_FALSE(take(&record));
  EXPECT_EQ(set.bits(), 0u);
}

TEST_F(pending_test, standard_signals_keep_the_first_record) {
  ASSERT_EQ(add(kUsr1, 1), 0);
  ASSERT_EQ(add(kUsr1, 2), 0);
  Record record;
  ASSERT_TRUE(take(&record));
  EXPECT_EQ(record.signo, kUsr1);
  EXPECT_EQ(record.value, 1u);
  EXPECT_FALSE(take(&record));
  ASSERT_EQ(add(kUsr1, 3), 0); // and the next one is a first again
  ASSERT_TRUE(take(&record));
  EXPECT_EQ(record.value, 3u);
}

TEST_F(pending_test, standard_signals_need_no_node) {
  for (int n = 1; n < kSigRtMin; ++n) ASSERT_TRUE(!is_signo(n) || add(n, 0, true) == 0);
  EXPECT_EQ(pool->free_count(), kQueueMax);
}

TEST_F(pending_test, real_time_signals_queue_in_order) {
  for (std::uint64_t i = 0; i < 100; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  EXPECT_EQ(pool->free_count(), kQueueMax - 100);
  for (std::uint64_t i = 0; i < 100; ++i) {
    Record record;
    ASSERT_TRUE(take(&record));
    EXPECT_EQ(record.value, i);
    EXPECT_EQ(has(set.bits(), kRt), i != 99);
  }
  EXPECT_EQ(pool->free_count(), kQueueMax);
}

TEST_F(pending_test, lowest_number_first) {
  for (const int signo : {kRt + 5, kUsr2, kSigMax, 1, kRt, kUsr1}) ASSERT_EQ(add(signo), 0);
  for (const int expected : {1, kUsr1, kUsr2, kRt, kRt + 5, kSigMax}) {
    Record record;
    ASSERT_TRUE(take(&record));
    EXPECT_EQ(record.signo, expected);
  }
}

TEST_F(pending_test, only_what_is_allowed) {
  ASSERT_EQ(add(kUsr1), 0);
  ASSERT_EQ(add(kRt), 0);
  Record record;
  EXPECT_FALSE(take(&record, bit(kUsr2)));
  ASSERT_TRUE(take(&record, bit(kRt) | bit(kUsr2)));
  EXPECT_EQ(record.signo, kRt);
  EXPECT_EQ(set.bits(), bit(kUsr1));
}

TEST_F(pending_test, full_pool_is_eagain_for_what_must_queue) {
  for (std::uint32_t i = 0; i < kQueueMax; ++i) ASSERT_EQ(add(kRt + static_cast<int>(i % 31), i, true), 0);
  EXPECT_EQ(pool->free_count(), 0u);
  EXPECT_EQ(add(kRt, 0, true), EAGAIN);
  EXPECT_EQ(add(kUsr1, 0, true), 0); // needs none
  Record record;
  ASSERT_TRUE(take(&record, bit(kRt)));
  EXPECT_EQ(add(kRt, 0, true), 0);
  EXPECT_EQ(add(kRt, 0, true), EAGAIN);
}

TEST_F(pending_test, eagain_changes_nothing) {
  for (std::uint32_t i = 0; i < kQueueMax; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  EXPECT_EQ(add(kSigMax, 0, true), EAGAIN);
  EXPECT_EQ(set.bits(), bit(kRt));
}

TEST_F(pending_test, kill_without_a_node_keeps_the_signal) {
  for (std::uint32_t i = 0; i < kQueueMax; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  ASSERT_EQ(add(kRt + 1, 7, false), 0);
  ASSERT_EQ(add(kRt + 1, 8, false), 0); // once only: it is a bit
  EXPECT_TRUE(has(set.bits(), kRt + 1));
  Record record;
  ASSERT_TRUE(take(&record, bit(kRt + 1)));
  EXPECT_EQ(record.signo, kRt + 1);
  EXPECT_FALSE(take(&record, bit(kRt + 1)));
}

TEST_F(pending_test, bare_signal_comes_after_the_queued_ones) {
  for (std::uint32_t i = 0; i < kQueueMax; ++i) ASSERT_EQ(add(kRt, i + 1, true), 0);
  ASSERT_EQ(add(kRt, 0, false), 0);
  Record record;
  for (std::uint32_t i = 0; i < kQueueMax; ++i) {
    ASSERT_TRUE(take(&record));
    ASSERT_EQ(record.value, i + 1);
  }
  ASSERT_TRUE(take(&record));
  EXPECT_EQ(record.value, 0u);
  EXPECT_FALSE(take(&record));
}

TEST_F(pending_test, discard_returns_the_nodes) {
  for (std::uint64_t i = 0; i < 10; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  ASSERT_EQ(add(kRt + 1, 1, true), 0);
  ASSERT_EQ(add(kUsr1), 0);
  set.discard(*pool, bit(kRt) | bit(kUsr1) | bit(kUsr2));
  EXPECT_EQ(set.bits(), bit(kRt + 1));
  EXPECT_EQ(pool->free_count(), kQueueMax - 1);
}

TEST_F(pending_test, two_sets_share_the_pool) {
  PendingSet other;
  for (std::uint64_t i = 0; i < 50; ++i) {
    ASSERT_EQ(add(kRt, i, true), 0);
    ASSERT_EQ(other.add(*pool, {.signo = kRt, .value = 1000 + i}, true), 0);
  }
  for (std::uint64_t i = 0; i < 50; ++i) {
    Record record;
    ASSERT_TRUE(take(&record));
    EXPECT_EQ(record.value, i);
    ASSERT_TRUE(other.take(*pool, kFull, &record));
    EXPECT_EQ(record.value, 1000 + i);
  }
}
