// Control events and the handlers that the program has registered with the system itself.
#include <atomic>

#include "console/control_event.h"
#include "nt/console/console_handlers.h"

namespace {

using namespace psig_test;

std::atomic<BOOL> g_takes{TRUE};
BOOL WINAPI own_handler(DWORD event) {
  const BOOL takes = g_takes; // whoever hears of it may change that
  say("own " + std::to_string(event));
  return takes;
}

CHILD(has_its_own) {
  handle(SIGINT, tell_signal);
  SetConsoleCtrlHandler(own_handler, TRUE);
  say("ready");
  for (std::string word = hear(); word != "go"; word = hear()) {
    g_takes = word == "take";
    say("set");
  }
  return 7;
}

TEST(ConsoleEvents, handlers_of_the_programs_own_come_first) {
  Child child("has_its_own");
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_C_EVENT);
  EXPECT_EQ(child.line(), "own 0"); // and nothing else
  child.tell("leave");
  EXPECT_EQ(child.line(), "set");
  send_event(child, CTRL_C_EVENT);
  EXPECT_EQ(child.line(), "own 0");
  EXPECT_EQ(child.line(), number(SIGINT) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

BOOL WINAPI never_asked(DWORD) { return FALSE; }
CHILD(knows_of_others) {
  const auto known = [] { say(psig::nt::console_handlers_known() ? "known" : "none"); };
  signal(SIGINT, SIG_DFL);
  known();
  SetConsoleCtrlHandler(nullptr, TRUE);
  SetConsoleCtrlHandler(never_asked, FALSE);
  known();
  SetConsoleCtrlHandler(never_asked, TRUE);
  known();
  return 7;
}

// The library's own handler, a C run-time's and the switch for Ctrl-C are none of the program's.
TEST(ConsoleEvents, handlers_of_the_programs_own_are_known) {
  Child child("knows_of_others");
  for (const char *said : {"none", "none", "known"}) EXPECT_EQ(child.line(), said);
  EXPECT_EQ(child.wait(), 7u);
}

BOOL WINAPI first_handler(DWORD event) {
  say("first " + std::to_string(event));
  return FALSE;
}
BOOL WINAPI second_handler(DWORD event) {
  say("second " + std::to_string(event));
  return FALSE;
}

CHILD(has_two) {
  SetConsoleCtrlHandler(first_handler, TRUE);
  handle(SIGINT, tell_signal);
  SetConsoleCtrlHandler(second_handler, TRUE);
  say("ready");
  for (std::string word = hear(); word != "go"; word = hear()) {
    SetConsoleCtrlHandler(second_handler, FALSE);
    say("removed");
  }
  return 7;
}

TEST(ConsoleEvents, handlers_of_the_programs_own_keep_their_order) {
  Child child("has_two");
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_C_EVENT);
  for (const char *said : {"second 0", "first 0"}) EXPECT_EQ(child.line(), said);
  EXPECT_EQ(child.line(), number(SIGINT) + " kernel");
  child.tell("remove");
  EXPECT_EQ(child.line(), "removed");
  send_event(child, CTRL_C_EVENT);
  EXPECT_EQ(child.line(), "first 0");
  EXPECT_EQ(child.line(), number(SIGINT) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

} // namespace
