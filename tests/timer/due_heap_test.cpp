// The heap of what is due, against an ordered set.
#include "timer/due_heap.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>
#include <vector>

using namespace psig;

namespace {

constexpr std::size_t kEntries = 300;

class due_heap_test : public testing::Test {
protected:
  void SetUp() override { heap.lives_in(room.data()); }
  std::vector<Due *> room = std::vector<Due *>(kEntries);
  std::vector<Due> entries = std::vector<Due>(kEntries);
  DueHeap heap;
};

} // namespace

TEST_F(due_heap_test, the_earliest_comes_first) {
  for (const std::uint64_t at : {5, 1, 4, 2, 3}) heap.add(&entries[at], at);
  for (std::uint64_t at = 1; at <= 5; ++at) {
    ASSERT_NE(heap.first(), nullptr);
    EXPECT_EQ(heap.first()->at, at);
    heap.remove(heap.first());
  }
  EXPECT_EQ(heap.first(), nullptr);
}

TEST_F(due_heap_test, one_that_is_in_none_is_removed_for_nothing) {
  heap.add(&entries[0], 1);
  heap.remove(&entries[1]);
  EXPECT_EQ(heap.count(), 1u);
}

TEST_F(due_heap_test, random_operations_are_those_of_an_ordered_set) {
  std::mt19937 random(20);
  std::multiset<std::uint64_t> model;
  for (int step = 0; step < 100'000; ++step) {
    Due &entry = entries[random() % kEntries];
    if (entry.place != 0) {
      model.erase(model.find(entry.at));
      heap.remove(&entry);
      EXPECT_EQ(entry.place, 0u);
    } else {
      const std::uint64_t at = random() % 50;
      model.insert(at);
      heap.add(&entry, at);
    }
    ASSERT_EQ(heap.count(), model.size());
    ASSERT_EQ(heap.first() != nullptr, !model.empty());
    if (!model.empty()) {
      ASSERT_EQ(heap.first()->at, *model.begin());
    }
  }
}
