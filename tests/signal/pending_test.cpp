// What is pending: coalescing, queues, order, the pool.
#include "signal/pending.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <vector>

using namespace psig;

namespace {

constexpr int kUsr1 = 10, kUsr2 = 12, kRt = kSigRtMin;

class pending_test : public testing::Test {
protected:
  Errno add(int signo, std::uint64_t value = 0, bool must_queue = false) {
    return set.add(*pool, {.signo = signo, .value = value}, must_queue);
  }
  bool take(Record *out, SigSet allowed = kAllSignals) { return set.take(*pool, allowed, out); }

  void SetUp() override { pool->grows_by(more); }
  void TearDown() override { g_memory.clear(); }

  // The system's memory, of which there are `g_left` blocks.
  static void *more(std::size_t bytes) {
    if (g_left == g_memory.size()) return nullptr;
    g_memory.emplace_back(new std::max_align_t[bytes / sizeof(std::max_align_t) + 1]{});
    return g_memory.back().get();
  }
  static inline std::vector<std::unique_ptr<std::max_align_t[]>> g_memory;
  static inline std::size_t g_left;

  pending_test() { g_left = 1000; }

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
  EXPECT_EQ(pool->in_use(), 0u);
}

TEST_F(pending_test, real_time_signals_queue_in_order) {
  for (std::uint64_t i = 0; i < 100; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  EXPECT_EQ(pool->in_use(), 100u);
  for (std::uint64_t i = 0; i < 100; ++i) {
    Record record;
    ASSERT_TRUE(take(&record));
    EXPECT_EQ(record.value, i);
    EXPECT_EQ(has(set.bits(), kRt), i != 99);
  }
  EXPECT_EQ(pool->in_use(), 0u);
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
  EXPECT_EQ(pool->in_use(), kQueueMax);
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
  EXPECT_EQ(pool->in_use(), 1u);
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
    ASSERT_TRUE(other.take(*pool, kAllSignals, &record));
    EXPECT_EQ(record.value, 1000 + i);
  }
}

TEST_F(pending_test, a_few_signals_need_no_memory) {
  for (int round = 0; round < 1000; ++round) {
    for (std::uint64_t i = 0; i < 64; ++i) ASSERT_EQ(add(kRt, i, true), 0);
    set.discard(*pool, kAllSignals);
  }
  EXPECT_TRUE(g_memory.empty());
}

TEST_F(pending_test, without_memory_the_queue_is_full_and_nothing_is_lost) {
  g_left = 1;
  std::uint64_t queued = 0;
  while (add(kRt, queued, true) == 0) ++queued;
  EXPECT_GT(queued, 1000u);
  EXPECT_EQ(add(kRt, 0, true), EAGAIN);
  EXPECT_EQ(add(kRt + 1, 0, false), 0);
  g_left = 2;
  EXPECT_EQ(add(kRt, queued++, true), 0);
  Record record;
  for (std::uint64_t i = 0; i < queued; ++i) {
    ASSERT_TRUE(take(&record));
    ASSERT_EQ(record.value, i);
  }
}

TEST_F(pending_test, the_limit_can_be_lowered_and_raised) {
  EXPECT_EQ(pool->limit(), kQueueMax);
  for (std::uint64_t i = 0; i < 100; ++i) ASSERT_EQ(add(kRt, i, true), 0);
  pool->set_limit(50);
  EXPECT_EQ(pool->limit(), 50u);
  EXPECT_EQ(add(kRt, 0, true), EAGAIN);
  Record record;
  for (std::uint64_t i = 0; i < 51; ++i) {
    EXPECT_EQ(add(kRt, 0, true), EAGAIN);
    ASSERT_TRUE(take(&record));
    EXPECT_EQ(record.value, i) << "what was pending before stays";
  }
  EXPECT_EQ(add(kRt, 100, true), 0);
  EXPECT_EQ(add(kRt, 0, true), EAGAIN);
  pool->set_limit(0);
  EXPECT_EQ(add(kUsr1, 0, true), 0) << "a standard signal needs no room";
  pool->set_limit(1'000'000);
  EXPECT_EQ(pool->limit(), kQueueMax);
  EXPECT_EQ(add(kRt, 0, true), 0);
}

// A timer's own node: one signal of it at most, behind what is pending, a standard one too.
namespace {
std::vector<std::uint32_t> g_told;
void told(std::uint32_t owner, Record *record) {
  g_told.push_back(owner);
  record->extra[1] = 7;
}
} // namespace

class own_node_test : public pending_test {
protected:
  void SetUp() override {
    pending_test::SetUp();
    g_told.clear();
    pool->tells_owners_by(told);
    for (std::uint32_t owner : {1, 2}) node[owner] = pool->claim_for(owner);
  }
  void add_own(int signo, std::uint32_t owner) { set.add_own(*pool, {.signo = signo, .value = owner}, node[owner]); }
  std::vector<std::uint64_t> taken() {
    std::vector<std::uint64_t> values;
    Record record;
    while (take(&record)) values.push_back(record.value);
    return values;
  }
  std::uint32_t node[3] = {};
};

TEST_F(own_node_test, owners_are_told_and_write_into_the_record) {
  add_own(kUsr1, 1);
  Record record;
  ASSERT_TRUE(take(&record));
  EXPECT_EQ(record.value, 1u);
  EXPECT_EQ(record.extra[1], 7u);
  EXPECT_EQ(g_told, std::vector<std::uint32_t>{1});
  EXPECT_FALSE(pool->pends(node[1]));
  EXPECT_EQ(set.bits(), 0u);
}

TEST_F(own_node_test, standard_signals_of_two_timers_queue) {
  add_own(kUsr1, 1);
  add_own(kUsr1, 2);
  ASSERT_EQ(add(kUsr1, 9), 0); // merges
  EXPECT_EQ(taken(), (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(own_node_test, a_timer_queues_behind_a_standard_signal) {
  ASSERT_EQ(add(kUsr1, 9), 0);
  add_own(kUsr1, 1);
  EXPECT_EQ(taken(), (std::vector<std::uint64_t>{9, 1}));
}

TEST_F(own_node_test, one_that_pends_already_is_not_added_again) {
  add_own(kRt, 1);
  add_own(kRt, 1);
  EXPECT_EQ(taken(), (std::vector<std::uint64_t>{1}));
}

TEST_F(own_node_test, what_is_withdrawn_is_gone_from_any_place_of_the_queue) {
  for (int which = 0; which < 3; ++which) {
    std::vector<std::uint64_t> rest;
    for (int place = 0; place < 3; ++place) {
      if (place == which) {
        add_own(kRt, 1);
        continue;
      }
      rest.push_back(static_cast<std::uint64_t>(10 + place));
      ASSERT_EQ(add(kRt, rest.back()), 0);
    }
    set.withdraw(*pool, node[1]);
    set.withdraw(*pool, node[1]); // nothing
    ASSERT_EQ(add(kRt, 13), 0);
    rest.push_back(13);
    EXPECT_EQ(taken(), rest);
  }
  add_own(kUsr1, 1);
  set.withdraw(*pool, node[1]);
  EXPECT_EQ(set.bits(), 0u);
  EXPECT_TRUE(g_told.empty());
}

TEST_F(own_node_test, owners_are_told_of_discarded_ones) {
  add_own(kRt, 1);
  add_own(kUsr1, 2);
  set.discard(*pool, kAllSignals);
  EXPECT_EQ(g_told, (std::vector<std::uint32_t>{2, 1}));
}

TEST_F(own_node_test, nodes_count_against_the_limit_while_their_owner_lives) {
  EXPECT_EQ(pool->in_use(), 2u);
  add_own(kRt, 1);
  EXPECT_EQ(taken().size(), 1u);
  EXPECT_EQ(pool->in_use(), 2u);
  pool->set_limit(2);
  EXPECT_EQ(pool->claim_for(3), 0u);
  pool->release(node[1]);
  EXPECT_NE(pool->claim_for(3), 0u);
}
