// A sender that stops for good, or for long, after each of its steps, of each kind of slot. The steps are written here
// as docs/wire-format.md has them, not as sender.cpp does. mailbox_explore_test.cpp has a death at any point
// with every interleaving of one queued signal, dead_test.cpp processes that die at random instants.
#include <cstring>

#include "mailbox/mailbox_fixture.h"

namespace psig {
namespace {

enum class Kind { kCell, kQueue, kReserve, kBlock };
enum Step { kClaimed, kHalfWritten, kWritten, kNumbered, kPublished, kMarked, kBlockMarked, kTold, kSteps };
constexpr unsigned kTwoSweeps = 2 * 256 + 2;

constexpr int signo_of(Kind kind) { return kind == Kind::kCell ? 10 : kind == Kind::kReserve ? 18 : 36; }

bool g_dead;
bool lives(std::uint64_t claim) { return claim_pid(claim) != kDead || !g_dead; }

class DeadTest : public MailboxTest, public testing::WithParamInterface<std::tuple<Kind, int>> {
protected:
  DeadTest() : kind(std::get<0>(GetParam())), last(std::get<1>(GetParam())) {
    g_dead = false;
    memory_blocks = 2;
    receiver->start(box.get(), kOwner, kCreated, lives, more(), memory);
    words_of(Record{.signo = signo_of(kind), .code = kind == Kind::kCell ? 0 : -1, .pid = kDead, .value = 77});
  }

  void words_of(const Record &record) { std::memcpy(words, &record, sizeof(words)); }
  Slot &slot() {
    switch (kind) {
    case Kind::kCell: return box->cells[10];
    case Kind::kReserve: return box->slots[kQueueSlots + 5];
    case Kind::kBlock: return block(this, 1)->slots[70];
    default: return box->slots[70];
    }
  }
  void mark() {
    switch (kind) {
    case Kind::kCell: box->pending.fetch_or(bit(10)); break;
    case Kind::kReserve: box->marks[kQueueSlots / 64].fetch_or(1 << 5); break;
    case Kind::kBlock: block(this, 1)->marks[1].fetch_or(1 << 6); break;
    default: box->marks[1].fetch_or(1 << 6);
    }
  }
  void step(int n) {
    switch (n) {
    case kClaimed:
      if (kind == Kind::kBlock) box->used.fetch_or(4);
      slot().claim.store(sender(kDead));
      break;
    case kHalfWritten:
      for (unsigned i = 0; i < 3; ++i) slot().words[i].store(words[i]);
      break;
    case kWritten:
      for (unsigned i = 3; i < kRecordWords; ++i) slot().words[i].store(words[i]);
      break;
    case kNumbered: number = box->next_sequence.fetch_add(1) + 1; break;
    case kPublished: slot().sequence.store(number); break;
    case kMarked: mark(); break;
    case kBlockMarked:
      if (kind == Kind::kBlock) box->more.fetch_or(4);
      break;
    default: box->dirty.exchange(1);
    }
  }
  void steps(int from, int to) {
    for (int n = from; n < to; ++n) step(n);
  }
  // How many of the sender's came of so many looks; of others as many as are sent.
  unsigned looks(unsigned count) {
    unsigned got = 0;
    for (unsigned n = 0; n < count; ++n)
      for (const Record &record : receive()) got += record.pid == kDead || record.pid == 0 ? 1 : 0;
    return got;
  }
  // Beside it others come and go, the same signal, too.
  void others_are_answered() {
    ASSERT_EQ(kill(signo_of(kind)), 0);
    ASSERT_EQ(queue(36, 5), 0);
    unsigned own = 0, queued = 0;
    for (const Record &record : receive()) {
      own += record.pid == kSender && record.signo == signo_of(kind) && record.code == 0;
      queued += record.pid == kSender && record.value == 5;
    }
    EXPECT_EQ(own, 1u);
    EXPECT_EQ(queued, 1u);
  }
  void nothing_is_left() {
    for (const Slot &cell : box->cells) ASSERT_EQ(cell.claim.load(), 0u);
    for (const Slot &one : box->slots) ASSERT_EQ(one.claim.load(), 0u);
    for (const auto &one : blocks)
      for (const Slot &other : one->slots) ASSERT_EQ(other.claim.load(), 0u);
    EXPECT_EQ(room_spent(box->room.load()), box->next_sequence.load()) << "a number that nobody used takes no room";
    EXPECT_EQ(room_held(box->room.load()), 0u);
  }

  const Kind kind;
  const int last; // step
  std::uint64_t words[kRecordWords] = {}, number = 0;
};

TEST_P(DeadTest, for_good) {
  steps(0, last + 1);
  g_dead = true;
  const unsigned before = looks(1);
  ASSERT_NO_FATAL_FAILURE(others_are_answered());
  EXPECT_EQ(before + looks(kTwoSweeps), last >= kPublished ? 1u : 0u);
  ASSERT_NO_FATAL_FAILURE(others_are_answered());
  nothing_is_left();
}

TEST_P(DeadTest, for_long) {
  steps(0, last + 1);
  unsigned got = looks(kTwoSweeps);
  ASSERT_NO_FATAL_FAILURE(others_are_answered());
  steps(last + 1, kSteps);
  got += looks(kTwoSweeps);
  EXPECT_EQ(got, 1u) << "once, when it had returned at the latest";
  ASSERT_NO_FATAL_FAILURE(others_are_answered());
  nothing_is_left();
}

std::string name_of(const testing::TestParamInfo<std::tuple<Kind, int>> &info) {
  const char *const kinds[] = {"cell", "queue", "reserve", "block"};
  const char *const after[] = {"claimed",   "half_written", "written", "numbered",
                               "published", "marked",       "block",   "told"};
  return std::string(kinds[static_cast<int>(std::get<0>(info.param))]) + "_" + after[std::get<1>(info.param)];
}
INSTANTIATE_TEST_SUITE_P(Steps, DeadTest,
                         testing::Combine(testing::Values(Kind::kCell, Kind::kQueue, Kind::kReserve, Kind::kBlock),
                                          testing::Range(0, static_cast<int>(kSteps))),
                         name_of);

} // namespace
} // namespace psig
