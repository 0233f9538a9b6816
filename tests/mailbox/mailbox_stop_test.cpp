// Stops and continues in the mailbox, where the last word counts; and what comes within a look.
#include "mailbox/mailbox_fixture.h"

namespace psig {
namespace {

using testing::ElementsAre;

// What the owner takes may end it at once: the sender that reads `heartbeat` before it sends, and then finds the owner
// dead, must see that it was taken. Here it comes between a look's begin and its collecting: asked by the sweep whether
// it lives.
class LookTest : public MailboxTest {
protected:
  static constexpr std::uint32_t kLooker = 204;
  static bool asked(std::uint64_t claim) {
    if (claim_pid(claim) != kLooker) return true;
    before = g_box->heartbeat.load();
    EXPECT_EQ(mailbox_send(*g_box, sender(), record(15), false, alive), 0);
    return true;
  }
  LookTest() {
    g_box = box.get();
    receiver->start(box.get(), kOwner, kCreated, asked);
  }
  static inline Mailbox *g_box = nullptr;
  static inline std::uint32_t before = 0;
};

TEST_F(LookTest, what_comes_while_one_goes_on_is_told_apart_from_what_comes_too_late) {
  box->cells[10].claim.store(sender(kLooker)); // being written
  Receiver::Taken taken;
  bool came = false;
  for (int n = 0; n < 300 && !came; ++n) {
    receiver->begin(false);
    came = receiver->next(&taken);
  }
  ASSERT_TRUE(came);
  EXPECT_EQ(taken.record.signo, 15);
  EXPECT_NE(box->heartbeat.load(), before);
}

// More stop and continue signals than there are slots for them.
class StopStormTest : public MailboxTest {
protected:
  enum { kCont = 18, kStop = 19, kTstp = 20 };
  StopStormTest() {
    for (std::uint32_t n = 0; n < kReserveSlots; ++n) EXPECT_EQ(kill(n % 2 == 0 ? kStop : kCont), 0);
  }
};

TEST_F(StopStormTest, the_last_word_counts) {
  for (int n = 0; n < 1000; ++n) EXPECT_EQ(kill(n % 2 == 0 ? kStop : kCont), 0);
  EXPECT_EQ(kill(kStop), 0);
  const std::vector<int> got = signals();
  ASSERT_EQ(got.size(), kReserveSlots + 2);
  EXPECT_EQ(got[kReserveSlots], kCont);
  EXPECT_EQ(got[kReserveSlots + 1], kStop);
  EXPECT_THAT(signals(), ElementsAre());
}

TEST_F(StopStormTest, each_kind_keeps_its_own) {
  for (const int signo : {int{kTstp}, int{kCont}, int{kTstp}, int{kStop}, 21, 22}) EXPECT_EQ(kill(signo), 0);
  std::vector<int> got = signals();
  got.erase(got.begin(), got.begin() + kReserveSlots);
  EXPECT_THAT(got, ElementsAre(kCont, kTstp, kStop, 21, 22));
}

TEST_F(StopStormTest, sigqueue_is_not_merged) { EXPECT_EQ(queue(kStop, 1), EAGAIN); }

TEST_F(StopStormTest, they_take_their_place_among_what_has_slots_again) {
  EXPECT_EQ(kill(kStop), 0);
  (void)receive();
  EXPECT_EQ(kill(kCont), 0);
  EXPECT_EQ(kill(kStop), 0);
  EXPECT_THAT(signals(), ElementsAre(kCont, kStop));
}

TEST_F(StopStormTest, one_that_is_sent_while_an_earlier_one_waits_to_be_handed_out_moves_it) {
  EXPECT_EQ(kill(kTstp), 0);
  EXPECT_EQ(kill(kCont), 0);
  Receiver::Taken taken;
  receiver->begin(true);
  for (std::uint32_t n = 0; n < 2; ++n) ASSERT_TRUE(receiver->next(&taken));
  for (std::uint32_t n = 0; n < 2; ++n) EXPECT_EQ(kill(kStop), 0); // the slots that have become free
  EXPECT_EQ(kill(kTstp), 0);
  std::vector<int> got = signals();
  got.erase(got.begin(), got.begin() + kReserveSlots - 2);
  EXPECT_THAT(got, ElementsAre(kCont, kStop, kStop, kTstp));
}

TEST_F(StopStormTest, can_be_withdrawn_until_a_later_one_has_come) {
  Placed first, second;
  const auto send = [&](Placed *placed) { return mailbox_send(*box, sender(), record(kStop), false, alive, placed); };
  ASSERT_EQ(send(&first), 0);
  ASSERT_EQ(send(&second), 0);
  EXPECT_FALSE(receiver->withdraw(first, sender()));
  EXPECT_TRUE(receiver->withdraw(second, sender()));
  EXPECT_EQ(signals().size(), kReserveSlots);
  EXPECT_FALSE(receiver->withdraw(second, sender()));
}

} // namespace
} // namespace psig
