// sigstat.exe as its users see it.
#include <gmock/gmock.h>

#include "tools/tool.h"

namespace {

using namespace psig_test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

void nothing(int) {}

CHILD(shows) {
  const sigset_t set = set_of({SIGTERM, SIGHUP});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signal(SIGINT, nothing);
  signal(SIGPIPE, SIG_IGN);
  kill(getpid(), SIGTERM);
  say("ready");
  while (!hear().empty()) say("heard");
  return 0;
}

CHILD(blocks_nearly_all) {
  sigset_t set;
  sigfillset(&set);
  sigdelset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  while (!hear().empty()) say("heard");
  return 0;
}

TEST(SigstatTool, shows_a_process_with_the_library) {
  Child child("shows");
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  const Ran ran = run_tool("sigstat", pid);
  EXPECT_EQ(ran.status, 0u) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("Process  " + pid + "@"));
  EXPECT_THAT(ran.out, HasSubstr(", with the library\nState    running\n"));
  EXPECT_THAT(ran.out,
              HasSubstr("\nThreads  1\nPending  TERM\nThrPend  -\nBlocked  HUP TERM\nIgnored  PIPE\nCaught   INT\n"));
  const Ran hex = run_tool("sigstat", "--hex " + pid);
  EXPECT_THAT(hex.out, HasSubstr("\nPending  0000000000004000\n"));
  EXPECT_THAT(hex.out, HasSubstr("\nBlocked  0000000000004001\n"));
  child.tell("x");
  EXPECT_EQ(child.line(), "heard");
  ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
  for (Ran seen; seen.out.find("State    stopped\n") == std::string::npos;) {
    seen = run_tool("sigstat", pid);
    ASSERT_EQ(seen.status, 0u) << seen.err;
  }
}

TEST(SigstatTool, a_set_that_lacks_little_is_told_by_what_it_lacks) {
  Child child("blocks_nearly_all");
  ASSERT_TRUE(child.expect("ready"));
  EXPECT_THAT(run_tool("sigstat", std::to_string(child.pid())).out, HasSubstr("\nBlocked  all but KILL USR1 STOP\n"));
}

TEST(SigstatTool, tells_what_kill_would_do_to_any_other_and_does_nothing) {
  Child child(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(child.expect("ready"));
  const Ran ran = run_tool("sigstat", std::to_string(child.pid()));
  EXPECT_EQ(ran.status, 0u) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(", without the library\nIs       console program"));
  EXPECT_THAT(ran.out, HasSubstr("\nTERM     a console program: control event"));
  EXPECT_THAT(ran.out, HasSubstr("\nKILL     SIGKILL ends"));
  EXPECT_THAT(ran.out, HasSubstr("\nUSR1     without the library it cannot"));
  EXPECT_THAT(ran.out, Not(HasSubstr("Pending")));
  child.tell("ping");
  EXPECT_EQ(child.line(), "pong");
}

TEST(SigstatTool, several_and_bad_arguments) {
  Child child("shows");
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  const Ran ran = run_tool("sigstat", "99999996 " + pid + " x");
  EXPECT_EQ(ran.status, 1u);
  EXPECT_EQ(ran.err, "sigstat: (99999996): No such process\nsigstat: (x): not a process number\n");
  EXPECT_THAT(ran.out, HasSubstr("Process  " + pid));
  for (const char *line : {"", "-q 4", "--nothing", "-x", "/?", "/pid 4"})
    EXPECT_EQ(run_tool("sigstat", line).status, 2u) << line;
  for (const char *line : {"0", "-- -5", "4294967300"}) EXPECT_EQ(run_tool("sigstat", line).status, 1u) << line;
  EXPECT_EQ(run_tool("sigstat", "--help").status, 0u);
  EXPECT_THAT(run_tool("sigstat", "-V").out, StartsWith("sigstat from posix-signals "));
}

} // namespace
