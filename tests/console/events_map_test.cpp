// Control events and posix_console_map_np.
#include "console/control_event.h"

#include <posix/sys/resource.h>

namespace {

using namespace psig_test;

CHILD(maps) {
  handle(SIGQUIT, tell_signal);
  handle(SIGTERM, tell_signal);
  say(std::to_string(posix_console_map_np(POSIX_CONSOLE_CTRL_BREAK, SIGQUIT)));
  const int refused = posix_console_map_np(3, SIGQUIT);
  say(std::to_string(refused) + (errno == EINVAL ? " EINVAL" : ""));
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleEvents, the_program_may_map_an_event_to_another_signal) {
  Child child("maps");
  EXPECT_EQ(child.line(), number(SIGBREAK));
  EXPECT_EQ(child.line(), "-1 EINVAL");
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.line(), number(SIGQUIT) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

// Not SIGTERM: the program has said so.
CHILD(wants_break) {
  handle(SIGTERM, tell_signal);
  for (int n = 0; n < argc; ++n) posix_console_map_np(POSIX_CONSOLE_CTRL_BREAK, std::atoi(argv[n]));
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleEvents, break_is_sigbreak_for_whoever_says_so) {
  Child child("wants_break", {number(SIGBREAK)});
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.wait(), 0xE0530080ul + SIGBREAK);
}

TEST(ConsoleEvents, break_can_be_as_at_start_again) {
  Child child("wants_break", {number(SIGBREAK), number(POSIX_CONSOLE_AT_START)});
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.line(), number(SIGTERM) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

// It fills its queue and gets the event nevertheless.
CHILD(full_queue) {
  sigset_t blocked, event;
  sigemptyset(&event);
  sigaddset(&event, SIGRTMIN + 1);
  blocked = event;
  sigaddset(&blocked, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  posix_console_map_np(POSIX_CONSOLE_CTRL_BREAK, SIGRTMIN + 1);
  const struct rlimit few { 20, 20 };
  setrlimit(RLIMIT_SIGPENDING, &few);
  while (sigqueue(getpid(), SIGRTMIN, {}) == 0) {}
  say("ready");
  siginfo_t info;
  say(std::to_string(sigwaitinfo(&event, &info) - SIGRTMIN));
  return 7;
}

TEST(ConsoleEvents, a_full_queue_loses_no_event) {
  Child child("full_queue");
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.line(), "1");
  EXPECT_EQ(child.wait(), 7u);
}

} // namespace
