// Swapped return addresses by their slots: found from any thread, replaced, given up when dead twice.
#include "signal/swap_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

using namespace psig;

namespace {

class swap_table_test : public testing::Test {
protected:
  std::unique_ptr<SwapTable> table = std::make_unique<SwapTable>();
};

bool always(std::uintptr_t) { return true; }
bool never(std::uintptr_t) { return false; }

} // namespace

TEST_F(swap_table_test, found_until_removed) {
  EXPECT_TRUE(table->empty());
  EXPECT_EQ(table->original(0x1000), 0u);
  ASSERT_TRUE(table->set(0x1000, 7));
  ASSERT_TRUE(table->set(0x1008, 8));
  EXPECT_EQ(table->original(0x1000), 7u);
  EXPECT_EQ(table->original(0x1008), 8u);
  table->remove(0x1000);
  EXPECT_EQ(table->original(0x1000), 0u);
  EXPECT_FALSE(table->empty());
  table->remove(0x1008);
  table->remove(0x1008);
  EXPECT_TRUE(table->empty());
}

TEST_F(swap_table_test, a_slot_used_anew_has_the_new_address) {
  ASSERT_TRUE(table->set(0x1000, 7));
  ASSERT_TRUE(table->set(0x1000, 9));
  EXPECT_EQ(table->original(0x1000), 9u);
  table->remove(0x1000);
  EXPECT_TRUE(table->empty());
}

TEST_F(swap_table_test, those_of_a_stack) {
  for (const std::uintptr_t slot : {0x0FF8, 0x1000, 0x1FF8, 0x2000}) ASSERT_TRUE(table->set(slot, slot + 1));
  std::vector<std::uintptr_t> seen;
  table->each_within(0x1000, 0x2000, [&](std::uintptr_t slot, std::uintptr_t original) {
    EXPECT_EQ(original, slot + 1);
    table->remove(slot);
    seen.push_back(slot);
  });
  EXPECT_EQ(seen.size(), 2u);
  EXPECT_EQ(table->original(0x0FF8), 0x0FF9u);
  EXPECT_EQ(table->original(0x1FF8), 0u);
}

TEST_F(swap_table_test, full_is_an_answer_and_the_dead_give_way) {
  std::vector<std::uintptr_t> in;
  std::uintptr_t refused = 0;
  for (std::uintptr_t slot = 0x10000; refused == 0; slot += 4096) {
    if (table->set(slot, slot + 1)) in.push_back(slot);
    else refused = slot;
  }
  EXPECT_GT(in.size(), SwapTable::kPlaces / 4);
  for (const std::uintptr_t slot : in) EXPECT_EQ(table->original(slot), slot + 1);
  EXPECT_EQ(table->original(refused), 0u);
  table->sweep(always);
  for (const std::uintptr_t slot : in) EXPECT_EQ(table->original(slot), slot + 1); // seen once
  table->sweep(never);
  table->sweep(always);
  EXPECT_EQ(table->original(in.front()), in.front() + 1); // alive in between
  table->sweep(always);
  EXPECT_TRUE(table->empty());
  EXPECT_TRUE(table->set(refused, 1));
}

// Setting is one thread's at a time; each slot returns on a thread of its own, beside it.
TEST_F(swap_table_test, returns_beside_a_setter) {
  constexpr int kSlots = 2000;
  std::atomic<int> set{0}, wrong{0};
  std::thread returning([&] {
    for (int i = 0; i < kSlots; ++i) {
      while (set.load() <= i) std::this_thread::yield();
      const std::uintptr_t slot = 0x10000 + 8 * static_cast<std::uintptr_t>(i);
      if (table->original(slot) != slot + 1) wrong.fetch_add(1);
      table->remove(slot);
    }
  });
  for (int i = 0; i < kSlots; ++i) {
    const std::uintptr_t slot = 0x10000 + 8 * static_cast<std::uintptr_t>(i);
    while (!table->set(slot, slot + 1)) std::this_thread::yield();
    set.store(i + 1);
  }
  returning.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(table->empty());
}
