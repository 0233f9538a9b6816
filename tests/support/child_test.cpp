// The shared helper itself: roles, arguments, lines both ways, exit codes.
#include <gtest/gtest.h>

#include "support/child.h"

using psig_test::Child;

CHILD(echo) {
  for (int i = 0; i < argc; ++i) psig_test::say(argv[i]);
  psig_test::say("ready");
  psig_test::say("heard " + psig_test::hear());
  return 7;
}

CHILD(sleeper) {
  psig_test::say("ready");
  psig_test::hear();
  return 0;
}

TEST(child_test, roundtrip) {
  Child child("echo", {"plain", "two words", R"(quo"te\)"});
  EXPECT_EQ(child.line(), "plain");
  EXPECT_EQ(child.line(), "two words");
  EXPECT_EQ(child.line(), R"(quo"te\)");
  ASSERT_TRUE(child.expect("ready"));
  child.tell("hello");
  EXPECT_EQ(child.line(), "heard hello");
  EXPECT_EQ(child.wait(), 7u);
  EXPECT_EQ(child.line(), "");
  EXPECT_FALSE(child.expect("never"));
}

TEST(child_test, ends_with_the_test) {
  unsigned long code = 0;
  Child child("sleeper");
  ASSERT_TRUE(child.expect("ready"));
  EXPECT_FALSE(child.wait_for(0, &code));
}

TEST(child_test, end_of_input) {
  Child child("sleeper");
  ASSERT_TRUE(child.expect("ready"));
  child.close_input();
  EXPECT_EQ(child.wait(), 0u);
}
