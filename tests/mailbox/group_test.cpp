#include <gtest/gtest.h>

#include "mailbox/group.h"

namespace psig {
namespace {

TEST(StartingGroup, the_ancestors_first) {
  StartFacts facts{.pid = 8,
                   .ancestor_has_library = true,
                   .ancestor_group = {100, 200},
                   .leader_between = false,
                   .parent = 100,
                   .console_group = 300};
  Group got = starting_group(facts);
  EXPECT_EQ(got.pgid, 100);
  EXPECT_EQ(got.sid, 200);
  facts.leader_between = true;
  got = starting_group(facts);
  EXPECT_EQ(got.pgid, 300) << "a job that a program without the library leads";
  EXPECT_EQ(got.sid, 200);
}

TEST(StartingGroup, then_the_consoles_then_its_own) {
  StartFacts facts{.pid = 8,
                   .ancestor_has_library = false,
                   .ancestor_group = {},
                   .leader_between = false,
                   .parent = 4,
                   .console_group = 300};
  Group got = starting_group(facts);
  EXPECT_EQ(got.pgid, 300);
  EXPECT_EQ(got.sid, 4);
  facts.parent = facts.console_group = 0;
  facts.ancestor_has_library = true; // which has not said its group yet
  got = starting_group(facts);
  EXPECT_EQ(got.pgid, 8);
  EXPECT_EQ(got.sid, 8);
}

} // namespace
} // namespace psig
