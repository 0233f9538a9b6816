// File actions on a table of descriptors, with handles that are mere numbers.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "process/fd_plan.h"

namespace psig {
namespace {

std::vector<std::uintptr_t> g_closed;
void close_it(void *handle) { g_closed.push_back(reinterpret_cast<std::uintptr_t>(handle)); }
void *handle(std::uintptr_t number) { return reinterpret_cast<void *>(number); }

class FdPlanTest : public testing::Test {
protected:
  void SetUp() override {
    g_closed.clear();
    for (int fd = 0; fd < 3; ++fd) plan->inherit(fd, handle(10 + static_cast<unsigned>(fd)), false);
    plan->inherit(5, handle(15), true);
  }
  void *given(int fd) const { return plan->given(fd) != nullptr ? plan->given(fd)->handle : nullptr; }
  std::unique_ptr<FdPlan> plan = std::make_unique<FdPlan>();
};

TEST_F(FdPlanTest, what_is_closed_on_exec_is_not_given) {
  EXPECT_EQ(given(1), handle(11));
  EXPECT_EQ(given(5), nullptr);
  EXPECT_EQ(given(7), nullptr);
  EXPECT_EQ(plan->end(), 3);
}

TEST_F(FdPlanTest, dup2_gives_it_all_the_same_even_of_itself) {
  ASSERT_EQ(plan->dup2(5, 7, close_it), 0);
  EXPECT_EQ(given(7), handle(15));
  EXPECT_EQ(given(5), nullptr);
  EXPECT_EQ(plan->end(), 8);
  ASSERT_EQ(plan->dup2(5, 5, close_it), 0);
  EXPECT_EQ(given(5), handle(15));
}

TEST_F(FdPlanTest, swaps_by_way_of_a_third) {
  ASSERT_EQ(plan->dup2(1, 9, close_it), 0);
  ASSERT_EQ(plan->dup2(2, 1, close_it), 0);
  ASSERT_EQ(plan->dup2(9, 2, close_it), 0);
  ASSERT_EQ(plan->close(9, close_it), 0);
  EXPECT_EQ(given(1), handle(12));
  EXPECT_EQ(given(2), handle(11));
  EXPECT_TRUE(g_closed.empty()) << "the caller's own are the caller's to close";
}

TEST_F(FdPlanTest, an_opened_file_is_closed_with_its_last_descriptor) {
  ASSERT_EQ(plan->open(1, handle(99), kFdAppend, close_it), 0);
  ASSERT_EQ(plan->dup2(1, 2, close_it), 0);
  EXPECT_EQ(plan->given(2)->flags, kFdAppend);
  ASSERT_EQ(plan->close(1, close_it), 0);
  EXPECT_TRUE(g_closed.empty());
  ASSERT_EQ(plan->open(2, handle(98), 0, close_it), 0);
  EXPECT_EQ(g_closed, std::vector<std::uintptr_t>{99});
  plan->release(close_it);
  EXPECT_EQ(g_closed, (std::vector<std::uintptr_t>{99, 98}));
}

TEST_F(FdPlanTest, numbers_that_are_none) {
  EXPECT_EQ(plan->dup2(6, 1, close_it), EBADF);
  EXPECT_EQ(plan->dup2(1, kMostFds, close_it), EBADF);
  EXPECT_EQ(plan->dup2(-1, 1, close_it), EBADF);
  EXPECT_EQ(plan->open(-1, handle(1), 0, close_it), EBADF);
  EXPECT_EQ(plan->close(kMostFds, close_it), EBADF);
  EXPECT_EQ(plan->close(100, close_it), 0) << "closing what is not open is no error";
  EXPECT_EQ(given(1), handle(11));
}

} // namespace
} // namespace psig
