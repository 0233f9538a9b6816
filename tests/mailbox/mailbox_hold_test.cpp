// A mailbox that is held: nothing is taken, nothing is lost, and a sender gets his own signal back or learns that it
// has been taken.
#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "mailbox/receiver.h"
#include "mailbox/sender.h"

namespace psig {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kOwner = 100, kSender = 200;
constexpr std::uint64_t kCreated = 0x1DA0000'12345678;
constexpr std::uint64_t kClaim = claim_of(kSender, kCreated), kOther = claim_of(kSender + 4, kCreated);

bool alive(std::uint64_t) { return true; }

class HoldTest : public testing::Test {
protected:
  HoldTest() : box(std::make_unique<Mailbox>()), receiver(std::make_unique<Receiver>()) {
    receiver->start(box.get(), kOwner, kCreated, alive);
  }
  Placed send(int signo, std::uint64_t value = 0) {
    Placed placed;
    const Record record{.signo = signo, .code = value != 0 ? -1 : 0, .pid = kSender, .value = value};
    EXPECT_EQ(mailbox_send(*box, kClaim, record, value != 0, alive, &placed), 0);
    return placed;
  }
  std::vector<int> signals() {
    std::vector<int> got;
    Receiver::Taken taken;
    receiver->begin(true);
    while (receiver->next(&taken)) {
      got.push_back(taken.record.signo);
      receiver->acknowledge(taken, 0);
    }
    return got;
  }
  std::unique_ptr<Mailbox> box;
  std::unique_ptr<Receiver> receiver;
};

TEST_F(HoldTest, says_where_a_signal_lies) {
  EXPECT_EQ(send(10).index, 10u);
  EXPECT_EQ(send(10).sequence, 0u) << "merged";
  EXPECT_GE(send(34, 1).index, kCells);
  EXPECT_GE(send(19).index, kCells + kQueueSlots) << "the reserve";
  EXPECT_EQ(send(12).sequence, 4u);
}

TEST_F(HoldTest, what_lies_there_stays_until_the_hold_ends) {
  send(12);
  receiver->hold(true);
  send(10);
  send(34, 1);
  EXPECT_THAT(signals(), ElementsAre());
  EXPECT_THAT(signals(), ElementsAre());
  receiver->hold(false);
  EXPECT_THAT(signals(), ElementsAre(12, 10, 34));
  EXPECT_THAT(signals(), ElementsAre());
}

TEST_F(HoldTest, a_sender_takes_back_its_own_once) {
  receiver->hold(true);
  for (const Placed &placed : {send(10), send(34, 1), send(19)}) {
    EXPECT_FALSE(receiver->withdraw(placed, kOther));
    EXPECT_TRUE(receiver->withdraw(placed, kClaim));
    EXPECT_FALSE(receiver->withdraw(placed, kClaim));
  }
  receiver->hold(false);
  EXPECT_THAT(signals(), ElementsAre());
  send(10);
  send(34, 1);
  EXPECT_THAT(signals(), ElementsAre(10, 34)) << "the places are free again";
}

TEST_F(HoldTest, what_has_been_taken_is_not_taken_back) {
  const Placed standard = send(10), queued = send(34, 1);
  EXPECT_THAT(signals(), ElementsAre(10, 34));
  receiver->hold(true);
  EXPECT_FALSE(receiver->withdraw(standard, kClaim));
  EXPECT_FALSE(receiver->withdraw(queued, kClaim));
}

TEST_F(HoldTest, taking_back_what_never_lay_there_is_nothing) {
  EXPECT_TRUE(receiver->withdraw({}, kClaim));
  EXPECT_TRUE(receiver->withdraw({0, 5}, kClaim));
  EXPECT_TRUE(receiver->withdraw({kFirstMore + kMoreEntries, 5}, kClaim));
  EXPECT_TRUE(receiver->withdraw({~0u, ~std::uint64_t{0}}, kClaim));
  EXPECT_FALSE(receiver->withdraw({kCells + kSlots - 1, 5}, kClaim));
}

} // namespace
} // namespace psig
