// Control events reach a process as signals, and what the system ends a process after waits for their handlers.
#include <posix/unistd.h>

#include <atomic>

#include "console/control_event.h"
#include "signal/engine.h"

namespace {

using namespace psig_test;

// Handles what it is told to, until it is told to go.
CHILD(handles) {
  for (int n = 0; n < argc; ++n) handle(std::atoi(argv[n]), tell_signal);
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleEvents, are_the_signals_of_the_table) {
  Child child("handles", {number(SIGHUP), number(SIGINT), number(SIGBREAK), number(SIGTERM)});
  ASSERT_TRUE(child.expect("ready"));
  const struct {
    unsigned event;
    int sig;
  } expected[] = {{CTRL_C_EVENT, SIGINT}, {CTRL_BREAK_EVENT, SIGBREAK}};
  for (const auto &one : expected) {
    send_event(child, one.event);
    EXPECT_EQ(child.line(), number(one.sig) + " kernel");
  }
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

TEST(ConsoleEvents, break_is_sigterm_while_nobody_handles_sigbreak) {
  Child child("handles", {number(SIGTERM)});
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.line(), number(SIGTERM) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

TEST(ConsoleEvents, default_actions_end_with_the_signals_exit_status) {
  const struct {
    unsigned event;
    unsigned long status;
  } expected[] = {{CTRL_C_EVENT, 0xC000013A},
                  {CTRL_BREAK_EVENT, 0xE0530080 + SIGTERM},
                  {CTRL_CLOSE_EVENT, 0xE0530080 + SIGHUP},
                  {CTRL_SHUTDOWN_EVENT, 0xE0530080 + SIGTERM}};
  for (const auto &one : expected) {
    Child child("handles");
    ASSERT_TRUE(child.expect("ready"));
    send_event(child, one.event);
    EXPECT_EQ(child.wait(), one.status) << one.event;
  }
}

// ---- what the system ends the process after -----------------------------------------------------------------------

std::atomic<bool> g_hung_up{false};
CHILD(cleans_up) {
  signal(SIGHUP, [](int) { g_hung_up = true; });
  signal(SIGTERM, [](int) { g_hung_up = true; });
  say("ready");
  pause_until([] { return g_hung_up.load(); });
  say("handled");
  while (hear() != "go") {} // the clean-up, which takes its time
  return 7;
}

TEST(ConsoleEvents, the_last_events_hold_the_control_thread_until_the_exit) {
  const SystemLimit close("HungAppTimeout", kTenMinutes), shutdown("WaitToKillAppTimeout", kTenMinutes);
  for (const unsigned event : {CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT}) {
    Child child("cleans_up");
    ASSERT_TRUE(child.expect("ready"));
    const HANDLE thread = event_in(child, event);
    ASSERT_TRUE(child.expect("handled")) << event;
    EXPECT_FALSE(ended(thread, 0)) << event;
    child.tell("go");
    EXPECT_EQ(child.wait(), 7u) << event;
    CloseHandle(thread);
  }
}

CHILD(ignores) {
  for (const int sig : kAll) signal(sig, SIG_IGN);
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleEvents, an_ignored_signal_holds_nobody) {
  Child child("ignores");
  ASSERT_TRUE(child.expect("ready"));
  for (const unsigned event : {CTRL_C_EVENT, CTRL_BREAK_EVENT, CTRL_CLOSE_EVENT, CTRL_SHUTDOWN_EVENT}) {
    const HANDLE thread = event_in(child, event);
    EXPECT_TRUE(ended(thread, 30000)) << event;
    CloseHandle(thread);
  }
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

TEST(ConsoleEvents, the_hold_ends_with_the_systems_limit) {
  const SystemLimit limit("HungAppTimeout", "300");
  Child child("cleans_up");
  ASSERT_TRUE(child.expect("ready"));
  const HANDLE thread = event_in(child, CTRL_CLOSE_EVENT);
  ASSERT_TRUE(child.expect("handled"));
  EXPECT_TRUE(ended(thread, 30000));
  child.tell("go");
  child.wait();
  CloseHandle(thread);
}

// ---- one event while another is being handled ---------------------------------------------------------------------

int g_left = 0;
CHILD(slow) {
  handle(SIGINT, [](int, siginfo_t *, void *) {
    say("enter");
    while (hear() != "leave") {}
    ++g_left;
  });
  say("ready");
  pause_until([] { return g_left == 2; });
  return 7;
}

TEST(ConsoleEvents, a_second_ctrl_c_waits_for_the_first_handler) {
  Child child("slow");
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_C_EVENT);
  ASSERT_TRUE(child.expect("enter"));
  const HANDLE thread = event_in(child, CTRL_C_EVENT);
  ASSERT_TRUE(ended(thread, 30000)); // it has been taken, not waited out
  CloseHandle(thread);
  child.tell("leave");
  ASSERT_TRUE(child.expect("enter"));
  child.tell("leave");
  EXPECT_EQ(child.wait(), 7u);
}

// ---- while threads are being made ---------------------------------------------------------------------------------

// The control threads come when the masks of new threads are not known yet, and are settled again and again.
CHILD(makes_threads) {
  static std::atomic<int> strays, ended;
  static const DWORD main_tid = GetCurrentThreadId();
  handle(SIGINT, [](int, siginfo_t *, void *) { strays += GetCurrentThreadId() != main_tid; });
  handle(SIGTERM, [](int, siginfo_t *, void *) { ended = 1; });
  posix_signal_fallback_delay_np(-1); // a handler on the fallback thread is no stray
  say("ready");
  while (ended == 0) {
    const psig::DeliveryGuard delivery;
    psig::library_thread_creating();
    psig::library_thread_failed();
  }
  return strays;
}

TEST(ConsoleEvents, no_handler_runs_on_a_control_thread_whose_creator_was_not_known) {
  Child child("makes_threads");
  ASSERT_TRUE(child.expect("ready"));
  for (int n = 0; n < 200; ++n) {
    const HANDLE thread = event_in(child, CTRL_C_EVENT);
    ASSERT_TRUE(ended(thread, 30000));
    CloseHandle(thread);
  }
  send_event(child, CTRL_BREAK_EVENT);
  EXPECT_EQ(child.wait(), 0u) << "strays";
}

// ---- what is inherited --------------------------------------------------------------------------------------------

TEST(ConsoleEvents, the_leader_of_a_new_console_group_hears_ctrl_c) {
  Child child("handles", {number(SIGINT)}, CREATE_NEW_PROCESS_GROUP);
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_C_EVENT);
  EXPECT_EQ(child.line(), number(SIGINT) + " kernel");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

// ---- sessions that nobody sees ------------------------------------------------------------------------------------

CHILD(unseen) {
  const HWINSTA station = CreateWindowStationA(nullptr, 0, WINSTA_ALL_ACCESS, nullptr);
  if (station == nullptr || !SetProcessWindowStation(station)) say("no station");
  SetConsoleCtrlHandler(
      [](DWORD event) -> BOOL {
        say("asked " + std::to_string(event));
        return FALSE;
      },
      TRUE);
  handle(SIGHUP, tell_signal);
  say("ready");
  while (hear() != "go") {}
  return 7;
}

// It says which user logs off to nobody: a service would end with the first one.
TEST(ConsoleEvents, a_log_off_is_nothing_to_a_process_without_a_visible_station) {
  Child child("unseen");
  std::string skipped;
  ASSERT_TRUE(child.expect("ready", &skipped));
  if (skipped.find("no station") != std::string::npos) GTEST_SKIP() << "no window station can be made here";
  const HANDLE thread = event_in(child, CTRL_LOGOFF_EVENT);
  EXPECT_EQ(child.line(), "asked 5");
  EXPECT_NE(child.line(), number(SIGHUP) + " kernel"); // the default handler's turn: it ends the process
  ended(thread, 30000);
  CloseHandle(thread);
}

} // namespace
