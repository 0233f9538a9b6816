// One spoilt word of a mailbox, by a table: each 32-bit word of the header, of a cell, and of a slot of the queue, of
// the reserve and of a block, with several values, at each point of a signal's way. What had been sent arrives once
// unless its own slot was hit; who sends afterwards is answered; nothing arrives that nobody sent but what the word
// itself says.
//
// Of the values one at each point, and all with PSIG_FULL=1, which then also lets the owner sweep after each.
//
// One process: the words, the sender's steps and the owner's in turn. mailbox_explore_test.cpp has every interleaving
// of an unspoilt one, mailbox_fuzz_test.cpp many spoilt words at once, words_test.cpp a process that lives.
#include <cstring>
#include <map>
#include <tuple>

#include "mailbox/mailbox_fixture.h"

namespace psig {
namespace {

constexpr int kUsr1 = 10, kUsr2 = 12, kCont = 18, kFirstRt = 34;
constexpr unsigned kSweep = 256; // looks until the owner sweeps

// What a word may say by itself, whoever wrote it (docs/security.md: he could send it as well).
enum class Says : std::uint8_t { kNothing, kStandard, kOrdered, kRealtime };

struct Words {
  const char *name;
  std::uint32_t first, count; // in words, from the begin of the mailbox
  Says says;
};
constexpr Words words(const char *name, std::size_t offset, std::size_t size, Says says = Says::kNothing) {
  return {name, static_cast<std::uint32_t>(offset / 4), static_cast<std::uint32_t>(size / 4), says};
}
constexpr std::size_t slot_at(std::uint32_t n) { return offsetof(Mailbox, slots) + n * sizeof(Slot); }

// The signals of the test lie in the first slots that are free, from this number on.
constexpr std::uint32_t kFirstSlot = 3;

constexpr Words kTable[] = {
    words("head", 0, offsetof(Mailbox, pending)),
    words("pending", offsetof(Mailbox, pending), 8, Says::kStandard),
    words("marks", offsetof(Mailbox, marks), sizeof(Mailbox::marks)),
    words("latest", offsetof(Mailbox, latest), sizeof(Mailbox::latest), Says::kOrdered),
    words("counters", offsetof(Mailbox, status), offsetof(Mailbox, latest_realtime) - offsetof(Mailbox, status)),
    words("latest_realtime", offsetof(Mailbox, latest_realtime), sizeof(Mailbox::latest_realtime), Says::kRealtime),
    words("reserved", offsetof(Mailbox, reserved_final), sizeof(Mailbox::reserved_final)),
    words("a cell", offsetof(Mailbox, cells) + kUsr1 * sizeof(Slot), sizeof(Slot)),
    words("another cell", offsetof(Mailbox, cells) + kUsr2 * sizeof(Slot), sizeof(Slot)),
    words("a slot in use", slot_at(kFirstSlot + 1), sizeof(Slot)),
    words("a free slot", slot_at(kFirstSlot + 5), sizeof(Slot)),
    words("a reserve slot", slot_at(kQueueSlots + kFirstSlot + 2), sizeof(Slot)),
    words("another reserve slot", slot_at(kQueueSlots + kFirstSlot + 9), sizeof(Slot)),
};
static_assert(kTable[6].first + kTable[6].count == offsetof(Mailbox, cells) / 4, "the header has no gap");

// In the first block: its marks, a slot of those that are used, and a free one.
constexpr Words kBlockTable[] = {
    words("marks of a block", 0, sizeof(MoreBlock::marks)),
    words("a slot of a block", offsetof(MoreBlock, slots) + (kFirstSlot + 1) * sizeof(Slot), sizeof(Slot)),
    words("a free slot of a block", offsetof(MoreBlock, slots) + (kFirstSlot + 6) * sizeof(Slot), sizeof(Slot)),
};

constexpr std::uint32_t kValues[] = {0, 1, 0xFFFFFFFF, 0x80000000, 0x5DEECE66};

// Where the signals are when the word changes.
enum class At : std::uint8_t { kBeforeSending, kSent, kBegun, kTaken, kAcknowledged };
constexpr At kPoints[] = {At::kBeforeSending, At::kSent, At::kBegun, At::kTaken, At::kAcknowledged};

const bool g_full = std::getenv("PSIG_FULL") != nullptr;
bool g_strangers_live; // those whose claim nobody made
bool lives(std::uint64_t claim) { return g_strangers_live || claim == sender(); }

struct Sent {
  Record record;
  Placed placed;
};

constexpr std::uint32_t kBlocks = 8;

// A mailbox whose owner looks when its event is set, as the dispatcher does.
class World {
public:
  explicit World(bool deep) : box_(std::make_unique<Mailbox>()), receiver_(std::make_unique<Receiver>()) {
    box_->next_sequence.store(kFirstSlot);
    if (deep) {
      blocks_ = std::make_unique<MoreBlock[]>(kBlocks);
      for (std::uint32_t n = 0; n < kQueueSlots; ++n) box_->slots[n].claim.store(sender()); // being written
    }
    receiver_->start(box_.get(), kOwner, kCreated, lives, more(), MailboxWorld::memory);
    look();
  }

  Mailbox &box() { return *box_; }
  void spoil(std::uint32_t word, bool in_block, std::uint32_t value) {
    void *base = in_block ? static_cast<void *>(blocks_.get()) : static_cast<void *>(box_.get());
    static_cast<std::atomic<std::uint32_t> *>(base)[word].store(value);
  }

  // As deliver() and peer.cpp: a head that is bad and the refused wake the owner. Bounded.
  void send(int signo, bool queued, std::uint64_t value) {
    constexpr int kMost = 64 * static_cast<int>(kSweep) + 64;
    const Record record{.signo = signo, .code = queued ? -1 : 0, .pid = kSender, .value = value};
    for (int tries = 0; tries < kMost; ++tries) {
      if (mailbox_head_check(*box_, kOwner, kCreated) == HeadCheck::kBad) look();
      ASSERT_NE(mailbox_head_check(*box_, kOwner, kCreated), HeadCheck::kBad) << "its owner has looked";
      Placed placed;
      const Errno error = mailbox_send(*box_, sender(), record, queued, lives, &placed, more());
      if (error == 0) {
        sent_.push_back({record, placed});
        if (mailbox_wake(*box_, !is_realtime(signo)).needed) rung_ = true;
        return;
      }
      ASSERT_EQ(error, EAGAIN);
      if (mailbox_refused(*box_)) look();
    }
    FAIL() << "never answered";
  }
  void send_each(std::uint64_t number) {
    send(kUsr1, false, 0);
    send(kFirstRt, true, number), send(kFirstRt + 6, true, number + 1);
    send(kUsr2, true, number + 2);
    send(kCont, false, 0);
    send(kFirstRt + 7, false, 0);
    send(kFirstRt, true, number + 3);
  }

  void begin() {
    rung_ = false;
    room_set_held(box_->room, 0); // the owner's engine says it anew
    receiver_->begin(true);
  }
  bool one(Receiver::Taken *taken) {
    if (!receiver_->next(taken)) return false;
    got_.push_back(taken->record);
    return true;
  }
  void acknowledge(const Receiver::Taken &taken) {
    receiver_->acknowledge(taken, 0);
    room_set_held(box_->room, 0);
  }
  void rest() {
    Receiver::Taken taken;
    while (one(&taken)) {
      acknowledge(taken);
      ASSERT_LE(got_.size(), 4096u) << "a look is bounded";
    }
  }
  void look() {
    begin();
    rest();
  }
  void receive_if_woken() {
    if (rung_) look();
  }

  [[nodiscard]] const std::vector<Sent> &sent() const { return sent_; }
  [[nodiscard]] const std::vector<Record> &got() const { return got_; }

private:
  struct MailboxWorld {
    static void *memory(std::size_t bytes) {
      static std::unique_ptr<std::uint64_t[]> kept;
      static std::size_t size;
      if (size != bytes) kept = std::make_unique<std::uint64_t[]>(bytes / 8 + 1);
      else std::memset(kept.get(), 0, bytes);
      size = bytes;
      return kept.get();
    }
  };
  MoreSlots more() {
    if (blocks_ == nullptr) return {};
    return {[](void *blocks, std::uint32_t n) { return n < kBlocks ? static_cast<MoreBlock *>(blocks) + n : nullptr; },
            blocks_.get()};
  }
  std::unique_ptr<Mailbox> box_;
  std::unique_ptr<MoreBlock[]> blocks_;
  std::unique_ptr<Receiver> receiver_;
  std::vector<Sent> sent_;
  std::vector<Record> got_;
  bool rung_ = false;
};

std::size_t offset_of(const Placed &placed) {
  if (placed.index < kCells) return offsetof(Mailbox, cells) + placed.index * sizeof(Slot);
  if (placed.index < kEntries) return slot_at(placed.index - kCells);
  if (placed.index >= kFirstMore) return offsetof(MoreBlock, slots) + (placed.index - kFirstMore) * sizeof(Slot);
  return SIZE_MAX;
}

struct Case {
  const Words *words;
  std::uint32_t word, value;
  bool in_block;
  At at;
};

class Judge {
public:
  Judge(const Case &spoilt, const World &world, std::size_t before) : case_(spoilt) {
    for (const Record &got : world.got()) ++got_[key(got)];
    for (std::size_t n = 0; n < world.sent().size(); ++n) {
      const Sent &sent = world.sent()[n];
      ++sent_[key(sent.record)];
      if (n < before && hit(sent)) ++hit_[key(sent.record)];
    }
    for (const auto &[key, count] : sent_) judge(key, count);
    for (const auto &[key, count] : got_) rest(key, count);
  }

private:
  struct Key {
    int signo;
    std::uint64_t value;
    std::int64_t pid;
    int code;
    bool operator<(const Key &other) const {
      return std::tie(signo, value, pid, code) < std::tie(other.signo, other.value, other.pid, other.code);
    }
  };
  static Key key(const Record &record) { return {record.signo, record.value, record.pid, record.code}; }

  // Whether the word is one of the slot in which the signal lay: it may be lost, or be another one.
  [[nodiscard]] bool hit(const Sent &sent) const {
    if (sent.placed.sequence == 0 || (sent.placed.index >= kFirstMore) != case_.in_block) return false;
    const std::size_t at = offset_of(sent.placed);
    return case_.word * 4 >= at && case_.word * 4 < at + sizeof(Slot);
  }
  void judge(const Key &key, int sent) {
    EXPECT_LE(got_[key], sent) << "signal " << key.signo << ", value " << key.value;
    EXPECT_GE(got_[key], sent - (hit_.count(key) != 0 ? hit_.at(key) : 0))
        << "signal " << key.signo << ", value " << key.value;
  }
  // What nobody sent.
  void rest(const Key &key, int count) {
    if (count == 0 || sent_.count(key) != 0) return;
    const bool bare = key.pid == 0 && key.value == 0 && key.code == 0;
    const Says says = case_.words->says;
    const bool may = (says == Says::kStandard && key.signo < kFirstRt) ||
                     (says == Says::kOrdered && key.signo >= kFirstOrdered && key.signo < kFirstOrdered + 5) ||
                     (says == Says::kRealtime && key.signo >= kFirstRt);
    const bool is_hit_one = !(bare && may) && !hit_.empty() && !garbled_;
    garbled_ |= is_hit_one;
    if (count != 1 || !((bare && may) || is_hit_one))
      ADD_FAILURE() << "nobody sent signal " << key.signo << ", value " << key.value << ", from " << key.pid;
  }

  const Case &case_;
  std::map<Key, int> got_, sent_, hit_;
  bool garbled_ = false;
};

void run(const Case &spoilt, bool deep) {
  World world(deep);
  const auto spoil = [&](At now) {
    if (spoilt.at == now) world.spoil(spoilt.word, spoilt.in_block, spoilt.value);
  };
  spoil(At::kBeforeSending);
  ASSERT_NO_FATAL_FAILURE(world.send_each(100));
  const std::size_t before = spoilt.at == At::kBeforeSending ? 0 : world.sent().size();
  spoil(At::kSent);
  world.begin();
  spoil(At::kBegun);
  Receiver::Taken taken;
  if (world.one(&taken)) {
    spoil(At::kTaken);
    world.acknowledge(taken);
  }
  world.rest();
  spoil(At::kAcknowledged);
  // Honest ones, until the owner has swept each row: each is answered, and rings or is told by the next that does.
  ASSERT_NO_FATAL_FAILURE(world.send_each(200));
  world.receive_if_woken();
  for (std::uint64_t n = 0; n < 65; ++n) {
    ASSERT_NO_FATAL_FAILURE(world.send(kFirstRt + 1, true, 300 + n));
    world.receive_if_woken();
  }
  // Two sweeps, since a cell without its bit is told from one that is being written by having lain there at the first.
  for (unsigned n = 0; n < 2 * kSweep + 2 && (g_full || world.got().size() < world.sent().size()); ++n)
    ASSERT_NO_FATAL_FAILURE(world.look());
  ASSERT_NO_FATAL_FAILURE(world.send_each(400));
  ASSERT_NO_FATAL_FAILURE(world.look());
  EXPECT_EQ(mailbox_head_check(world.box(), kOwner, kCreated), HeadCheck::kGood);
  const Judge judge(spoilt, world, before);
}

std::string told(const Case &spoilt) {
  return std::string(spoilt.words->name) + ": byte " + std::to_string(spoilt.word * 4) + " = " +
         std::to_string(spoilt.value) + " at point " + std::to_string(static_cast<int>(spoilt.at)) +
         (g_strangers_live ? ", claims are believed" : "");
}

void run_table(const Words *table, std::size_t count, bool in_block, bool deep) {
  int failed = 0;
  for (std::size_t row = 0; row < count; ++row) {
    const Words &entry = table[row];
    for (std::uint32_t word = entry.first; word < entry.first + entry.count; ++word)
      for (std::uint32_t n = 0; n < std::size(kValues) * std::size(kPoints); ++n) {
        const std::uint32_t value = kValues[n % std::size(kValues)];
        const At at = kPoints[n / std::size(kValues)];
        if (!g_full && (word + n + n / std::size(kValues)) % std::size(kValues) != 0) continue; // one of the values
        const Case one{&entry, word, value, in_block, at};
        SCOPED_TRACE(told(one));
        ASSERT_NO_FATAL_FAILURE(run(one, deep));
        if (testing::Test::HasNonfatalFailure() && ++failed > 10) return;
      }
  }
}

class MailboxWords : public testing::TestWithParam<bool> {
protected:
  void SetUp() override { g_strangers_live = GetParam(); }
};

TEST_P(MailboxWords, each_word_of_the_mailbox) { run_table(kTable, std::size(kTable), false, false); }
TEST_P(MailboxWords, each_word_while_blocks_are_used) { run_table(kTable, std::size(kTable), false, true); }
TEST_P(MailboxWords, each_word_of_a_block) { run_table(kBlockTable, std::size(kBlockTable), true, true); }

// One word tells of all blocks. `full` sends each signal to a block of its own.
TEST(MailboxBlocks, are_all_found_by_the_second_sweep) {
  World world(true);
  for (std::uint32_t n = 0; n < kBlocks; ++n) {
    world.box().full.store((std::uint64_t{2} << n) - 1);
    ASSERT_NO_FATAL_FAILURE(world.send(kFirstRt, true, n));
    EXPECT_EQ((world.sent().back().placed.index - kFirstMore) / kQueueSlots, n);
  }
  world.box().more.store(0);
  for (unsigned n = 0; n < 2 * kSweep; ++n) ASSERT_NO_FATAL_FAILURE(world.look());
  EXPECT_EQ(world.got().size(), std::size_t{kBlocks});
}

INSTANTIATE_TEST_SUITE_P(Strangers, MailboxWords, testing::Bool(), [](const testing::TestParamInfo<bool> &info) {
  return std::string(info.param ? "live" : "are_dead");
});

} // namespace
} // namespace psig
