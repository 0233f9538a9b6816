// What sigwait*() takes and what it leaves to others; and which signal goes first.
#include "signal/acceptance.h"

#include <gtest/gtest.h>

#include <memory>

#include "signal/selection.h"

using namespace psig;

namespace {

constexpr int kHup = 1, kUsr1 = 10, kSegv = 11, kUsr2 = 12, kRt = 35, kLaterRt = 40;

static_assert(select(0, 0).signo == 0);
static_assert(select(bit(kUsr2), bit(kUsr1)).signo == kUsr2); // the thread's own
static_assert(select(0, bit(kUsr1) | bit(kSegv) | bit(kHup)).signo == kSegv);
static_assert(select(bit(kHup), bit(kSegv)).signo == kHup);
static_assert(select(bit(kUsr1), bit(kUsr1)).own);
static_assert(select(bit(kLaterRt), bit(kRt)).signo == kRt && !select(bit(kLaterRt), bit(kRt)).own);
static_assert(select(bit(kRt), bit(kRt)).own);
static_assert(select(bit(kRt), bit(kUsr1)).signo == kRt);
static_assert(select(0, bit(kRt) | bit(kUsr1)).signo == kUsr1);

class acceptance_test : public testing::Test {
protected:
  acceptance_test() {
    process->threads = &first;
    first.next = &second;
    first.main = true;
  }
  void pend(PendingSet &set, int signo) { ASSERT_EQ(set.add(process->pool, {.signo = signo}, true), 0); }
  bool take(ThreadSignals &thread, SigSet set, SigSet otherwise) {
    return accept(*process, thread, set, otherwise, &record);
  }

  std::unique_ptr<ProcessSignals> process = std::make_unique<ProcessSignals>();
  ThreadSignals first, second;
  Record record;
};

} // namespace

TEST_F(acceptance_test, takes_what_is_there_and_accepts_nothing) {
  pend(process->pending, kUsr1);
  EXPECT_TRUE(take(first, bit(kUsr1), bit(kUsr1)));
  EXPECT_EQ(record.signo, kUsr1);
  EXPECT_EQ(first.accepting.load() | process->accepted.load() | process->pending.bits(), 0u);
}

TEST_F(acceptance_test, accepts_while_there_is_none) {
  EXPECT_FALSE(take(first, bit(kUsr1), bit(kUsr1)));
  EXPECT_EQ(first.accepting.load(), bit(kUsr1));
  EXPECT_EQ(process->accepted.load(), bit(kUsr1));
}

TEST_F(acceptance_test, takes_at_the_last_look_or_gives_up) {
  EXPECT_FALSE(take(first, bit(kUsr1), bit(kUsr1)));
  EXPECT_FALSE(take(first, bit(kUsr1), 0));
  EXPECT_EQ(first.accepting.load() | process->accepted.load(), 0u);
  pend(first.pending, kUsr1);
  EXPECT_TRUE(take(first, bit(kUsr1), 0));
}

TEST_F(acceptance_test, what_another_one_accepts_stays_accepted) {
  EXPECT_FALSE(take(first, bit(kUsr1) | bit(kHup), bit(kUsr1) | bit(kHup)));
  EXPECT_FALSE(take(second, bit(kUsr1), bit(kUsr1)));
  end_acceptance(*process, first);
  EXPECT_EQ(process->accepted.load(), bit(kUsr1));
  end_acceptance(*process, second);
  EXPECT_EQ(process->accepted.load(), 0u);
}

TEST_F(acceptance_test, own_before_shared_but_real_time_by_number) {
  pend(process->pending, kUsr1), pend(first.pending, kUsr2), pend(first.pending, kLaterRt), pend(process->pending, kRt);
  for (const int expected : {kUsr2, kRt, kLaterRt, kUsr1}) {
    ASSERT_TRUE(take(first, kAllSignals, 0));
    EXPECT_EQ(record.signo, expected);
  }
}
