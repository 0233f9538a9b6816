// The slot protocol, sender and receiver in one process.
#include <cstring>
#include <thread>

#include "mailbox/mailbox_fixture.h"

namespace psig {
namespace {

using testing::ElementsAre;

TEST_F(MailboxTest, head_is_checked_field_by_field) {
  EXPECT_EQ(mailbox_head_check(*box, kOwner, kCreated), HeadCheck::kGood);
  EXPECT_EQ(mailbox_head_check(*box, kOwner, kCreated + 1), HeadCheck::kBad);
  EXPECT_EQ(mailbox_head_check(*box, kOwner + 4, kCreated), HeadCheck::kBad);
  for (auto field : {&Mailbox::magic, &Mailbox::abi, &Mailbox::head_size, &Mailbox::size, &Mailbox::slot_size,
                     &Mailbox::cells_count, &Mailbox::queue_count, &Mailbox::reserve_count}) {
    const std::uint32_t good = ((*box).*field).load();
    ((*box).*field).store(good + 1);
    EXPECT_EQ(mailbox_head_check(*box, kOwner, kCreated), HeadCheck::kBad);
    ((*box).*field).store(good);
  }
  EXPECT_EQ(mailbox_head_check(*std::make_unique<Mailbox>(), kOwner, kCreated), HeadCheck::kBlank);
}

TEST_F(MailboxTest, standard_signals_merge_and_keep_the_first_record) {
  EXPECT_EQ(mailbox_send(*box, sender(), record(10, 0, 1), false, alive), 0);
  EXPECT_EQ(mailbox_send(*box, sender(), record(10, 0, 2), false, alive), 0);
  EXPECT_EQ(box->dirty.load(), 1u);
  EXPECT_THAT(values(), ElementsAre(1));
  EXPECT_EQ(box->dirty.load(), 0u);
  EXPECT_THAT(values(), ElementsAre());
  EXPECT_EQ(kill(10), 0);
  EXPECT_THAT(signals(), ElementsAre(10));
}

TEST_F(MailboxTest, queued_signals_come_in_the_order_of_sending) {
  for (std::uint64_t n = 0; n < kQueueSlots; ++n) ASSERT_EQ(queue(34 + static_cast<int>(n % 7), n), 0);
  const std::vector<std::uint64_t> got = values();
  ASSERT_EQ(got.size(), kQueueSlots);
  for (std::uint64_t n = 0; n < kQueueSlots; ++n) EXPECT_EQ(got[n], n);
}

TEST_F(MailboxTest, full_is_eagain_and_room_comes_back) {
  for (std::uint64_t n = 0; n < kQueueSlots; ++n) ASSERT_EQ(queue(40, n), 0);
  EXPECT_EQ(queue(40, 0), EAGAIN);
  EXPECT_EQ(kill(40), 0) << "POSIX has no such error for kill(): it comes once, without its siginfo";
  EXPECT_EQ(kill(40), 0);
  EXPECT_EQ(kill(15), 0) << "a standard signal has its own place";
  EXPECT_EQ(kill(18), 0);
  const std::vector<Record> got = receive();
  ASSERT_EQ(got.size(), kQueueSlots + 3);
  EXPECT_EQ(got[kQueueSlots].signo, 40) << "in its place";
  EXPECT_EQ(got[kQueueSlots].pid, 0u);
  EXPECT_EQ(queue(40, 0), 0);
}

TEST_F(MailboxTest, stop_and_continue_keep_their_order) {
  for (int signo : {19, 18, 20, 18, 19}) EXPECT_EQ(kill(signo), 0);
  EXPECT_THAT(signals(), ElementsAre(19, 18, 20, 18, 19));
}

TEST_F(MailboxTest, what_the_engine_refuses_stays_in_order) {
  for (std::uint64_t n = 1; n <= 4; ++n) ASSERT_EQ(queue(34, n), 0);
  ASSERT_EQ(kill(15), 0);
  Receiver::Taken taken;
  receiver->begin(true);
  ASSERT_TRUE(receiver->next(&taken));
  EXPECT_EQ(taken.record.value, 1u);
  EXPECT_TRUE(taken.must_queue);
  acknowledge(taken, 0);
  ASSERT_TRUE(receiver->next(&taken));
  acknowledge(taken, EAGAIN);
  EXPECT_TRUE(receiver->stalled());
  ASSERT_TRUE(receiver->next(&taken)) << "SIGTERM passes the real-time signals that wait";
  EXPECT_EQ(taken.record.signo, 15);
  acknowledge(taken, 0);
  EXPECT_FALSE(receiver->next(&taken));
  ASSERT_EQ(queue(34, 5), 0);
  EXPECT_THAT(values(), ElementsAre(2, 3, 4, 5));
  EXPECT_FALSE(receiver->stalled());
}

TEST_F(MailboxTest, a_reception_inside_another_loses_nothing) {
  for (std::uint64_t n = 1; n <= 3; ++n) ASSERT_EQ(queue(10, n), 0);
  Receiver::Taken taken;
  receiver->begin(true);
  ASSERT_TRUE(receiver->next(&taken)); // generating it stops the process, and this thread goes on receiving
  ASSERT_EQ(queue(10, 4), 0);
  EXPECT_THAT(values(), ElementsAre(2, 3, 4));
  EXPECT_FALSE(receiver->next(&taken));
}

TEST_F(MailboxTest, a_sender_killed_before_publishing_sent_nothing) {
  box->slots[0].claim.store(sender(kDead));
  box->slots[1].claim.store(sender(kDead));
  box->slots[1].words[0].store(34);
  box->cells[10].claim.store(sender(kDead));
  EXPECT_THAT(signals(), ElementsAre());
  EXPECT_EQ(kill(10), 0) << "not blocked by the dead one's cell";
  EXPECT_THAT(signals(), ElementsAre(10));
  mailbox_sweep(*box, alive);
  EXPECT_EQ(box->slots[0].claim.load(), 0u);
  EXPECT_EQ(box->slots[1].claim.load(), 0u);
  EXPECT_EQ(box->cells[10].claim.load(), 0u);
}

TEST_F(MailboxTest, a_full_queue_of_dead_claims_is_swept_by_the_sender) {
  for (std::uint32_t n = 0; n < kQueueSlots; ++n) box->slots[n].claim.store(sender(kDead));
  EXPECT_EQ(queue(34, 7), 0);
  EXPECT_THAT(values(), ElementsAre(7));
}

TEST_F(MailboxTest, a_sender_killed_before_marking_is_completed) {
  ASSERT_EQ(queue(34, 7), 0);
  for (auto &mark : box->marks) mark.store(0);
  EXPECT_THAT(values(), ElementsAre());
  mailbox_sweep(*box, alive);
  EXPECT_THAT(values(), ElementsAre(7));
}

TEST_F(MailboxTest, a_living_claim_is_left_alone) {
  box->slots[0].claim.store(sender());
  mailbox_sweep(*box, alive);
  EXPECT_EQ(box->slots[0].claim.load(), sender());
}

TEST_F(MailboxTest, ring_is_spared_only_after_one_in_the_same_generation) {
  EXPECT_TRUE(mailbox_wake(*box, false).needed) << "nobody has received yet";
  receive();
  Wake wake = mailbox_wake(*box, false);
  EXPECT_TRUE(wake.needed);
  EXPECT_TRUE(mailbox_wake(*box, false).needed) << "the first has not rung yet: it may have died";
  mailbox_woken(*box, wake);
  EXPECT_FALSE(mailbox_wake(*box, false).needed);
  EXPECT_TRUE(mailbox_wake(*box, true).needed) << "a standard signal always rings";
  receive();
  EXPECT_TRUE(mailbox_wake(*box, false).needed);
}

TEST_F(MailboxTest, ring_heals_when_the_word_was_spoilt) {
  receive();
  box->woken_generation.store(box->generation.load());
  int spared = 0;
  while (!mailbox_wake(*box, false).needed) ++spared;
  EXPECT_LT(spared, 64);
}

TEST_F(MailboxTest, lies_are_thrown_away) {
  const Record lies[] = {
      record(0),     record(-3),      record(33),      record(65),          record(1 << 30),
      record(10, 1), record(11, 128), record(10, -65), record(10, 0, 0, 4), record(34, -1, 0, 4),
  };
  for (std::uint32_t n = 0; n < std::size(lies); ++n) {
    ASSERT_EQ(queue(34, 0), 0);
    std::uint64_t words[kRecordWords];
    std::memcpy(words, &lies[n], sizeof(words));
    for (std::uint32_t w = 0; w < kRecordWords; ++w) box->slots[n].words[w].store(words[w]);
  }
  EXPECT_THAT(signals(), ElementsAre());
  EXPECT_EQ(receiver->rejected(), std::size(lies));
  for (std::uint32_t n = 0; n < kSlots; ++n) ASSERT_EQ(box->slots[n].claim.load(), 0u);
}

TEST_F(MailboxTest, a_child_may_report_its_end) {
  ASSERT_EQ(mailbox_send(*box, sender(), record(17, 1), false, alive), 0);
  EXPECT_THAT(signals(), ElementsAre(17));
}

TEST_F(MailboxTest, a_spoilt_counter_wedges_nothing) {
  for (std::uint64_t spoilt : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    ASSERT_EQ(queue(34, 1), 0);
    box->next_sequence.store(spoilt);
    ASSERT_EQ(queue(35, 2), 0);
    EXPECT_EQ(receive().size() + receive().size(), 2u) << spoilt;
  }
}

// A bit that is wiped out of `pending` takes no signal with it, though its sender lives and says nothing more.
TEST_F(MailboxTest, a_cell_without_its_bit_is_found_by_the_second_sweep) {
  ASSERT_EQ(kill(10), 0);
  box->pending.store(0);
  std::vector<int> got;
  unsigned looks = 0;
  for (; got.empty() && looks < 1000; ++looks) got = signals();
  EXPECT_THAT(got, ElementsAre(10));
  EXPECT_GT(looks, 256u) << "a sender may be between the two steps";
  for (looks = 0; looks < 600; ++looks) ASSERT_THAT(signals(), ElementsAre());
  ASSERT_EQ(kill(10), 0);
  EXPECT_THAT(signals(), ElementsAre(10));
}

TEST_F(MailboxTest, a_real_time_signal_without_a_slot_and_its_bit_is_found_by_a_sweep) {
  for (std::uint64_t n = 0; n < kQueueSlots; ++n) ASSERT_EQ(queue(40, n), 0);
  ASSERT_EQ(kill(41), 0);
  box->pending.store(0);
  EXPECT_EQ(receive().size(), kQueueSlots);
  std::vector<int> got;
  for (unsigned looks = 0; got.empty() && looks < 256; ++looks) got = signals();
  EXPECT_THAT(got, ElementsAre(41));
}

TEST_F(MailboxTest, a_spoilt_number_of_blocks_is_mended_by_the_next_look) {
  with_blocks(1);
  box->blocks_count.store(0);
  receive();
  EXPECT_EQ(box->blocks_count.load(), kMoreBlocks);
}

TEST_F(MailboxTest, concurrent_senders_lose_and_swap_nothing) {
  constexpr int kThreads = 4;
  constexpr std::uint64_t kEach = 20'000;
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const std::uint32_t pid = kSender + 4 * t;
      for (std::uint64_t n = 1; n <= kEach; ++n) {
        while (mailbox_send(*box, sender(pid), record(34, -1, n, pid), true, alive) == EAGAIN)
          std::this_thread::yield();
      }
    });
  }
  std::uint64_t last[kThreads] = {}, total = 0;
  while (total < kThreads * kEach) {
    if (box->dirty.load() == 0) std::this_thread::yield();
    for (const Record &r : receive()) {
      std::uint64_t &before = last[(r.pid - kSender) / 4];
      ASSERT_EQ(r.value, before + 1);
      before = r.value;
      ++total;
    }
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_THAT(values(), ElementsAre());
}

// A standard signal whose kill() has returned is never missed: what the sender wrote before it is there when the
// receiver, having taken the signal, looks.
TEST_F(MailboxTest, merged_signals_are_not_lost) {
  std::atomic<std::uint64_t> work{0};
  constexpr std::uint64_t kLast = 100'000;
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (std::uint64_t n = 0; n < kLast / 2; ++n) {
        work.fetch_add(1, std::memory_order_relaxed);
        EXPECT_EQ(kill(10), 0);
      }
    });
  }
  std::uint64_t seen = 0;
  while (seen < kLast) {
    if (box->dirty.load() == 0) std::this_thread::yield();
    if (!receive().empty()) seen = work.load(std::memory_order_relaxed);
  }
  for (std::thread &thread : threads) thread.join();
}

} // namespace
} // namespace psig
