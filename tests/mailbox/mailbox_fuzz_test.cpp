// Rubbish in every field of a mailbox: the receiver neither crashes nor hangs, believes only signals, and once the
// rubbish has stopped an honest sender gets through. A twentieth of the full count unless PSIG_FULL is set.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

#include "mailbox/receiver.h"
#include "mailbox/sender.h"

namespace psig {
namespace {

constexpr std::uint32_t kOwner = 100, kSender = 200;
constexpr std::uint64_t kCreated = 0x01d0000012345678;
bool alive(std::uint64_t claim) { return claim_pid(claim) % 2 == 0; }

constexpr std::uint32_t kBlocks = 3; // there is no memory for the others

MoreSlots more_of(MoreBlock *blocks) {
  return {[](void *context, std::uint32_t n) { return n < kBlocks ? static_cast<MoreBlock *>(context) + n : nullptr; },
          blocks};
}

void *memory(std::size_t bytes) {
  static std::unique_ptr<std::uint64_t[]> kept;
  kept = std::make_unique<std::uint64_t[]>(bytes / 8 + 1);
  return kept.get();
}

class Fuzzer {
public:
  Fuzzer(Mailbox &box, MoreBlock *blocks, std::mt19937_64 &random) : box_(box), blocks_(blocks), random_(random) {}

  void one() {
    switch (random_() % 7) {
    case 0: honest(); break;
    case 1: word(); break;
    case 2: head(); break;
    case 3: block(); break;
    default: slot(); break;
    }
  }

private:
  std::uint64_t odd() { // a value from the edges more often than not
    const std::uint64_t edges[] = {0, 1, 33, 34, 64, 65, 0xFFFFFFFF, 1ull << 63, ~0ull, box_.next_sequence.load()};
    return random_() % 3 == 0 ? random_() : edges[random_() % std::size(edges)];
  }
  void honest() {
    const Record record{.signo = static_cast<int>(random_() % 66), .code = -1, .pid = kSender, .value = random_()};
    if (!is_signo(record.signo)) return;
    static_cast<void>(
        mailbox_send(box_, claim_of(kSender, kCreated), record, random_() % 2 != 0, alive, nullptr, more_of(blocks_)));
  }
  void word() { // anywhere at all
    auto *words = reinterpret_cast<std::atomic<std::uint64_t> *>(&box_);
    words[random_() % (sizeof(Mailbox) / 8)].store(odd());
  }
  void head() {
    box_.pending.store(odd());
    box_.marks[random_() % kMarkWords].store(random_());
    box_.next_sequence.store(odd());
    box_.generation.store(static_cast<std::uint32_t>(odd()));
    box_.woken_generation.store(static_cast<std::uint32_t>(odd()));
    box_.dirty.store(static_cast<std::uint32_t>(odd()));
  }
  void block() { // one of those that the box says are used, or any
    const auto n = static_cast<std::uint32_t>(random_() % 3);
    const auto index = static_cast<std::uint32_t>(random_() % kQueueSlots);
    Slot &slot = blocks_[n].slots[index];
    if (random_() % 2 == 0) slot.claim.store(claim_of(kSender, kCreated));
    if (random_() % 2 == 0) slot.sequence.store(odd());
    slot.words[random_() % kRecordWords].store(odd());
    blocks_[n].marks[index / 64].store(random_());
    box_.more.store(random_() % 2 == 0 ? odd() : std::uint64_t{2} << n);
    box_.used.store(odd());
    box_.full.store(random_() % 4 == 0 ? odd() : 1);
    box_.room.store(odd());
  }
  void slot() { // a record that looks right but for a bit or two
    const bool cell = random_() % 4 == 0;
    const auto index = static_cast<std::uint32_t>(random_() % (cell ? kCells : kSlots));
    Slot &slot = cell ? box_.cells[index] : box_.slots[index];
    Record record{.signo = cell ? static_cast<int>(index) : static_cast<int>(random_() % 70), .pid = kSender};
    std::uint64_t words[kRecordWords];
    std::memcpy(words, &record, sizeof(record));
    if (random_() % 2 == 0) words[random_() % kRecordWords] ^= 1ull << random_() % 64;
    for (std::uint32_t n = 0; n < kRecordWords; ++n) slot.words[n].store(words[n]);
    slot.claim.store(random_() % 4 == 0 ? odd() : claim_of(kSender, kCreated));
    slot.sequence.store(odd());
    if (cell) box_.pending.fetch_or(1ull << random_() % 64);
    else box_.marks[index / 64].fetch_or(1ull << index % 64);
  }

  Mailbox &box_;
  MoreBlock *blocks_;
  std::mt19937_64 &random_;
};

std::uint64_t records() {
  const char *full = std::getenv("PSIG_FULL");
  return full != nullptr ? 1'000'000 : 50'000;
}

void receive(Receiver &receiver, std::mt19937_64 *random, bool *found = nullptr) {
  Receiver::Taken taken;
  std::uint32_t count = 0;
  receiver.begin(true);
  while (receiver.next(&taken)) {
    ASSERT_TRUE(is_signo(taken.record.signo));
    ASSERT_LE(++count, kFirstMore + kMoreEntries) << "a reception is bounded";
    if (found != nullptr && taken.record.signo == 50 && taken.record.value == 4711) *found = true;
    receiver.acknowledge(taken, random != nullptr && (*random)() % 16 == 0 ? EAGAIN : 0);
  }
}

TEST(MailboxFuzz, rubbish_neither_crashes_nor_wedges) {
  std::mt19937_64 random(20260730);
  auto box = std::make_unique<Mailbox>();
  auto receiver = std::make_unique<Receiver>();
  const auto blocks = std::make_unique<MoreBlock[]>(kBlocks);
  receiver->start(box.get(), kOwner, kCreated, alive, more_of(blocks.get()), memory);
  Fuzzer fuzzer(*box, blocks.get(), random);
  const std::uint64_t count = records();
  for (std::uint64_t n = 0; n < count; ++n) {
    fuzzer.one();
    if (random() % 8 == 0) {
      ASSERT_NO_FATAL_FAILURE(receive(*receiver, &random));
    }
  }
  // Heals by itself: within one round of sweeping the head is right and an honest signal arrives.
  for (int n = 0; n < 300; ++n) ASSERT_NO_FATAL_FAILURE(receive(*receiver, nullptr));
  EXPECT_EQ(mailbox_head_check(*box, kOwner, kCreated), HeadCheck::kGood);
  const Record honest{.signo = 50, .code = -1, .pid = kSender, .value = 4711};
  room_set_held(box->room, 0); // the owner's engine says it anew
  ASSERT_EQ(mailbox_send(*box, claim_of(kSender, kCreated), honest, true, alive, nullptr, more_of(blocks.get())), 0);
  bool found = false;
  for (int n = 0; n < 2 && !found; ++n) ASSERT_NO_FATAL_FAILURE(receive(*receiver, nullptr, &found));
  EXPECT_TRUE(found);
  EXPECT_GT(receiver->rejected(), count / 100);
}

} // namespace
} // namespace psig
