// kill() to processes without the library: windows are asked to close.
#include "kill/victim.h"

namespace {

using namespace psig_test;

TEST_F(UnmanagedTest, windows_are_asked_to_close_and_neighbours_are_not) {
  for (const int signo : {SIGTERM, SIGHUP, SIGINT}) {
    Child child(victim("windowed"), {"window"}, DETACHED_PROCESS), neighbour(victim("windowed"), {"window"});
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_TRUE(neighbour.expect("ready"));
    EXPECT_EQ(errno_of(kill(pid_of(child), 0)), 0);
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), ENOSYS);
    ASSERT_EQ(errno_of(kill(pid_of(child), signo)), 0);
    EXPECT_EQ(child.line(), "close");
    EXPECT_EQ(child.wait(), 7u);
    unsigned long code = 0;
    EXPECT_FALSE(neighbour.wait_for(0, &code));
    EXPECT_EQ(kill(pid_of(neighbour), SIGKILL), 0);
    EXPECT_EQ(neighbour.line(), "");
  }
}

// The window comes some time after the start, and what is asked before has none yet.
bool has_windows(const Child &child) {
  struct posix_kill_plan plan;
  for (int i = 0; i < 30'000; ++i) {
    if (posix_kill_explain_np(pid_of(child), SIGTERM, &plan) != 0) return false;
    if (plan.action == POSIX_KILL_WINDOWS) return true;
    Sleep(1);
  }
  return false;
}

// Programs nobody here wrote.
TEST_F(UnmanagedTest, notepad_closes) {
  Child child(Child::Program{"C:\\windows\\notepad.exe"});
  ASSERT_TRUE(has_windows(child));
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  EXPECT_EQ(child.wait(), 0u);
}

TEST_F(UnmanagedTest, winver_closes) {
  Child child(Child::Program{"C:\\windows\\system32\\winver.exe"});
  ASSERT_TRUE(has_windows(child));
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  EXPECT_EQ(child.wait(), 0u);
}

} // namespace
