#include <gtest/gtest.h>

#include "process/group_policy.h"

namespace psig {
namespace {

constexpr SetpgidFacts kSelf{
    .pid = 8, .pgid = 8, .self = true, .child = false, .caller_sid = 4, .target_sid = 4, .group_in_session = false};

TEST(MaySetpgid, self_into_a_group_of_its_own) { EXPECT_EQ(may_setpgid(kSelf), 0); }

TEST(MaySetpgid, refuses_what_is_no_group) {
  SetpgidFacts facts = kSelf;
  facts.pgid = -1;
  EXPECT_EQ(may_setpgid(facts), EINVAL);
  facts.pgid = std::int64_t{1} << 32;
  EXPECT_EQ(may_setpgid(facts), EPERM);
}

TEST(MaySetpgid, nobody_but_self) {
  SetpgidFacts facts = kSelf;
  facts.self = false;
  EXPECT_EQ(may_setpgid(facts), ESRCH);
  facts.child = true;
  EXPECT_EQ(may_setpgid(facts), EACCES);
  facts.target_sid = 0;
  EXPECT_EQ(may_setpgid(facts), EACCES) << "without the library";
  facts.target_sid = 8;
  EXPECT_EQ(may_setpgid(facts), EPERM) << "in a session of its own";
}

TEST(MaySetpgid, refuses_session_leaders) {
  SetpgidFacts facts = kSelf;
  facts.caller_sid = facts.target_sid = facts.pid;
  EXPECT_EQ(may_setpgid(facts), EPERM);
}

TEST(MaySetpgid, joins_only_groups_of_the_session) {
  SetpgidFacts facts = kSelf;
  facts.pgid = 16;
  EXPECT_EQ(may_setpgid(facts), EPERM);
  facts.group_in_session = true;
  EXPECT_EQ(may_setpgid(facts), 0);
}

} // namespace
} // namespace psig
