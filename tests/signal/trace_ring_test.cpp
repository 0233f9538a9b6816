// The ring of the trace: nothing is lost without being counted, and nothing torn is read, whoever is too slow.
#include "signal/trace_ring.h"

#include <gmock/gmock.h>

#include <memory>
#include <thread>
#include <vector>

namespace psig {
namespace {

using Got = TraceReader::Got;

// All fields say the same, so that a torn one shows.
TraceEntry entry_of(std::uint64_t n, std::uint32_t writer) {
  return {.time = n, .tid = writer, .thread = writer, .pid = static_cast<std::int64_t>(n), .value = n};
}
bool is_whole(const TraceEntry &entry) {
  return entry.value == entry.time && entry.pid == static_cast<std::int64_t>(entry.time) && entry.thread == entry.tid;
}

class Ring : public testing::Test {
protected:
  void put(std::uint64_t count) {
    for (std::uint64_t n = 0; n < count; ++n) ring_->put(entry_of(n, 1));
  }
  std::unique_ptr<TraceRing> ring_ = std::make_unique<TraceRing>();
  TraceEntry entry_;
};

TEST_F(Ring, gives_what_was_put_in_order) {
  TraceReader reader(*ring_);
  EXPECT_EQ(reader.read(&entry_), Got::kNothing);
  put(3);
  for (std::uint64_t n = 0; n < 3; ++n) {
    ASSERT_EQ(reader.read(&entry_), Got::kEntry);
    EXPECT_EQ(entry_.value, n);
  }
  EXPECT_EQ(reader.read(&entry_), Got::kNothing);
  EXPECT_EQ(reader.take_lost(), 0u);
}

TEST_F(Ring, counts_what_has_been_overwritten) {
  TraceReader reader(*ring_);
  put(kTraceSlots + 10);
  ASSERT_EQ(reader.read(&entry_), Got::kEntry);
  EXPECT_EQ(entry_.value, 10u);
  EXPECT_EQ(reader.take_lost(), 10u);
  EXPECT_EQ(reader.take_lost(), 0u);
}

TEST_F(Ring, readers_do_not_know_of_one_another) {
  TraceReader one(*ring_), late(*ring_, 2);
  put(3);
  ASSERT_EQ(one.read(&entry_), Got::kEntry);
  EXPECT_EQ(entry_.value, 0u);
  ASSERT_EQ(late.read(&entry_), Got::kEntry);
  EXPECT_EQ(entry_.value, 2u);
}

TEST_F(Ring, one_that_is_being_filled_is_waited_for_or_given_up) {
  TraceReader reader(*ring_);
  put(2);
  ring_->slots[0].sequence.store(1); // its writer has stopped half way
  EXPECT_EQ(reader.read(&entry_), Got::kBusy);
  EXPECT_EQ(reader.take_lost(), 0u);
  reader.give_up_busy();
  ASSERT_EQ(reader.read(&entry_), Got::kEntry);
  EXPECT_EQ(entry_.value, 1u);
  EXPECT_EQ(reader.take_lost(), 1u);
}

TEST_F(Ring, a_place_that_is_never_given_back_costs_one_entry_a_lap) {
  put(1);
  ring_->slots[0].sequence.store(1);
  put(2 * kTraceSlots); // two laps go past it
  TraceReader reader(*ring_, ring_->next.load() - kTraceSlots);
  std::uint64_t entries = 0, given_up = 0;
  for (Got got; (got = reader.read(&entry_)) != Got::kNothing;) {
    if (got == Got::kEntry) ++entries;
    else reader.give_up_busy(), ++given_up;
  }
  EXPECT_EQ(given_up, 1u);
  EXPECT_EQ(entries, kTraceSlots - 1);
  EXPECT_EQ(reader.take_lost(), 1u);
}

// What somebody else writes into the section neither hangs nor crashes anybody.
TEST_F(Ring, rubbish_ends_in_nothing) {
  for (const std::uint64_t rubbish : {std::uint64_t{1}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    ring_->next.store(rubbish);
    for (TraceRing::Slot &slot : ring_->slots) slot.sequence.store(rubbish);
    put(10);
    TraceReader reader(*ring_, 5);
    unsigned reads = 0;
    for (Got got; (got = reader.read(&entry_)) != Got::kNothing; ++reads)
      if (got == Got::kBusy) reader.give_up_busy();
    EXPECT_LE(reads, kTraceSlots);
  }
}

TEST_F(Ring, under_a_storm_each_entry_is_read_whole_or_counted) {
  constexpr std::uint32_t kWriters = 3;
  constexpr std::uint64_t kEach = 30'000;
  std::atomic<std::uint32_t> ended{0};
  std::vector<std::jthread> writers;
  for (std::uint32_t writer = 1; writer <= kWriters; ++writer)
    writers.emplace_back([&, writer] {
      for (std::uint64_t n = 0; n < kEach; ++n) ring_->put(entry_of(n, writer));
      ended.fetch_add(1);
    });
  TraceReader reader(*ring_);
  std::uint64_t entries = 0, lost = 0, last[kWriters + 1] = {};
  for (;;) {
    const bool over = ended.load() == kWriters;
    const Got got = reader.read(&entry_);
    if (got == Got::kBusy && over) reader.give_up_busy();
    lost += reader.take_lost();
    if (got == Got::kNothing && over) break;
    if (got != Got::kEntry) continue;
    ++entries;
    ASSERT_TRUE(is_whole(entry_));
    ASSERT_LE(entry_.tid, kWriters);
    ASSERT_TRUE(entry_.value == 0 || entry_.value > last[entry_.tid]); // each one's own in order
    last[entry_.tid] = entry_.value;
  }
  EXPECT_EQ(entries + lost, kWriters * kEach);
}

} // namespace
} // namespace psig
