// The queue beyond the mailbox's own slots, and how many the owner allows.
#include <thread>

#include "mailbox/mailbox_fixture.h"

namespace psig {
namespace {

using testing::ElementsAre;

class MoreTest : public MailboxTest {
protected:
  MoreTest() { with_blocks(kMoreBlocks); }

  // Until it is refused.
  std::uint64_t fill() {
    std::uint64_t sent = 0;
    while (queue(34 + static_cast<int>(sent % 7), sent) == 0) ++sent;
    return sent;
  }
  void expect_in_order(std::uint64_t first, std::uint64_t end) {
    const std::vector<std::uint64_t> got = values();
    ASSERT_EQ(got.size(), end - first);
    for (std::uint64_t n = 0; n < got.size(); ++n) ASSERT_EQ(got[n], first + n);
  }
};

TEST_F(MoreTest, tens_of_thousands_come_in_the_order_of_sending) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(fill(), kQueueCapacity);
    EXPECT_EQ(queue(40, 0), EAGAIN);
    ASSERT_NO_FATAL_FAILURE(expect_in_order(0, kQueueCapacity));
    EXPECT_EQ(box->full.load(), 0u);
  }
  EXPECT_THAT(values(), ElementsAre());
}

TEST_F(MoreTest, few_signals_touch_no_block) {
  for (std::uint64_t n = 0; n < 100'000; n += 1000) {
    for (std::uint64_t i = 0; i < 1000; ++i) ASSERT_EQ(queue(34, n + i), 0);
    ASSERT_NO_FATAL_FAILURE(expect_in_order(n, n + 1000));
  }
  EXPECT_TRUE(blocks.empty());
}

TEST_F(MoreTest, without_memory_it_is_smaller_and_loses_nothing) {
  with_blocks(2);
  const std::uint64_t sent = fill();
  EXPECT_EQ(sent, 3 * kQueueSlots);
  EXPECT_EQ(queue(40, 0), EAGAIN);
  ASSERT_NO_FATAL_FAILURE(expect_in_order(0, sent));
  EXPECT_EQ(fill(), sent);
}

TEST_F(MoreTest, the_owner_finds_them_when_he_has_memory_again) {
  const std::uint64_t sent = fill();
  memory_blocks = 0;
  ASSERT_NO_FATAL_FAILURE(expect_in_order(0, kQueueSlots));
  memory_blocks = kMoreBlocks;
  ASSERT_NO_FATAL_FAILURE(expect_in_order(kQueueSlots, sent));
}

TEST_F(MoreTest, what_the_engine_refuses_stays_in_order) {
  fill();
  Receiver::Taken taken;
  std::uint64_t expected = 0;
  for (int round = 0; round < 40; ++round) {
    receiver->begin(true);
    for (unsigned room = 1500; receiver->next(&taken);) {
      acknowledge(taken, room > 0 ? 0 : EAGAIN);
      if (room == 0) continue;
      ASSERT_EQ(taken.record.value, expected++);
      --room;
    }
    EXPECT_TRUE(receiver->stalled());
    const std::uint64_t waits = box->next_sequence.load() - room_spent(box->room.load());
    EXPECT_EQ(waits, kQueueCapacity - expected) << "and counts";
  }
  ASSERT_NO_FATAL_FAILURE(expect_in_order(expected, kQueueCapacity));
}

TEST_F(MoreTest, what_the_owner_holds_and_withholds_counts) {
  hold(kQueueCapacity - 10);
  EXPECT_EQ(fill(), 10u);
  EXPECT_EQ(kill(15), 0) << "a standard signal needs no room";
  EXPECT_EQ(kill(40), 0) << "nor does kill()";
  EXPECT_EQ(receive().size(), 12u);
  hold(kQueueCapacity); // they are in his queue now
  EXPECT_EQ(queue(34, 0), EAGAIN);
  hold(kQueueCapacity - 1);
  EXPECT_EQ(queue(34, 0), 0);
  EXPECT_EQ(queue(34, 0), EAGAIN);
}

TEST_F(MoreTest, kill_without_room_comes_once_in_its_place) {
  ASSERT_EQ(queue(34, 1), 0);
  hold(kQueueCapacity);
  for (int signo : {34, 64, 34, 12, 34}) ASSERT_EQ(kill(signo), 0);
  EXPECT_THAT(signals(), ElementsAre(34, 64, 12, 34));
  ASSERT_EQ(kill(64), 0);
  Receiver::Taken taken;
  receiver->begin(true);
  ASSERT_TRUE(receiver->next(&taken));
  EXPECT_FALSE(taken.must_queue) << "the engine may have no room either";
  EXPECT_FALSE(receiver->next(&taken));
  Placed placed;
  ASSERT_EQ(mailbox_send(*box, sender(), record(64), false, alive, &placed, more()), 0);
  EXPECT_TRUE(receiver->withdraw(placed, sender()));
  EXPECT_THAT(signals(), ElementsAre());
}

TEST_F(MoreTest, spoilt_numbers_wedge_nothing) {
  for (const std::uint64_t odd : {~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{5'000'000}}) {
    box->room.store(odd);
    box->full.store(odd);
    box->used.store(odd);
    for (unsigned n = 0; n < 300; ++n) values(); // one round of sweeping
    hold(0);                                     // the owner's engine says it anew
    EXPECT_EQ(queue(34, 7), 0);
    EXPECT_THAT(values(), ElementsAre(7));
  }
}

TEST_F(MoreTest, a_sender_killed_before_marking_is_completed) {
  const std::uint64_t sent = kQueueSlots + 10;
  for (std::uint64_t n = 0; n < sent; ++n) ASSERT_EQ(queue(34, n), 0);
  for (auto &mark : blocks[0]->marks) mark.store(0);
  box->more.store(0);
  blocks[0]->slots[kQueueSlots - 1].claim.store(sender(kDead)); // and one that has published nothing
  ASSERT_NO_FATAL_FAILURE(expect_in_order(0, kQueueSlots));
  std::vector<std::uint64_t> rest;
  for (unsigned n = 0; n < 256 * kMoreBlocks + 1 && rest.empty(); ++n) rest = values();
  EXPECT_EQ(rest.size(), 10u);
  EXPECT_EQ(blocks[0]->slots[kQueueSlots - 1].claim.load(), 0u);
}

// Neither the word for marks nor the one for use is needed to find what lies in a block from which something has come.
TEST_F(MoreTest, a_block_that_two_words_hide_is_found_by_a_sweep) {
  for (std::uint64_t round = 0; round < 2; ++round) {
    for (std::uint64_t n = 0; n < kQueueSlots + 3; ++n) ASSERT_EQ(queue(34, n), 0);
    if (round == 1) box->more.store(0), box->used.store(0);
    std::uint64_t got = values().size();
    EXPECT_EQ(got, kQueueSlots + (round == 0 ? 3 : 0));
    for (unsigned looks = 0; looks < 256; ++looks) got += values().size();
    EXPECT_EQ(got, kQueueSlots + 3);
  }
}

TEST_F(MoreTest, withdrawn_from_a_block) {
  Placed placed;
  std::uint64_t n = 0;
  for (; placed.index < kFirstMore; ++n)
    ASSERT_EQ(mailbox_send(*box, sender(), record(34, -1, n), true, alive, &placed, more()), 0);
  EXPECT_FALSE(receiver->withdraw({placed.index, placed.sequence + 1}, sender()));
  EXPECT_TRUE(receiver->withdraw(placed, sender()));
  ASSERT_NO_FATAL_FAILURE(expect_in_order(0, n - 1));
  EXPECT_FALSE(receiver->withdraw(placed, sender()));
  EXPECT_TRUE(receiver->withdraw({kFirstMore + kMoreEntries, 5}, sender())) << "nowhere";
}

TEST_F(MoreTest, many_senders_and_a_slow_owner_lose_nothing) {
  constexpr unsigned kSenders = 3;
  constexpr std::uint64_t kEach = 40'000;
  for (std::uint32_t n = 0; n < kMoreBlocks; ++n) block(this, n); // the vector is not to grow under them
  std::vector<std::thread> threads;
  std::atomic<unsigned> done{0};
  for (unsigned who = 0; who < kSenders; ++who)
    threads.emplace_back([this, who, &done] {
      for (std::uint64_t n = 0; n < kEach;)
        if (queue(34 + static_cast<int>(who), n) == 0) ++n;
        else std::this_thread::yield();
      ++done;
    });
  std::uint64_t next[kSenders] = {}, got = 0;
  Receiver::Taken taken;
  for (unsigned round = 0; got < kSenders * kEach; ++round) {
    if (round % 2 == 0 && done.load() < kSenders) std::this_thread::yield();
    receiver->begin(true);
    while (receiver->next(&taken)) {
      ASSERT_EQ(taken.record.value, next[taken.record.signo - 34]);
      ++next[taken.record.signo - 34], ++got;
      acknowledge(taken, 0);
    }
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_THAT(values(), ElementsAre());
}

} // namespace
} // namespace psig
