// The default action of a signal that another process has sent, and the handlers that the program has registered with
// the system: they are asked first, as at the control event that the signal stands for.
#include <atomic>
#include <thread>

#include "console/control_event.h"
#include "support/thread_count.h"

namespace {

using namespace psig_test;

constexpr unsigned long kByInt = 0xC000013A, kBySignal = 0xE0530080;

std::string own(unsigned event) { return "own " + std::to_string(event); }
int send(const Child &child, int sig) { return kill(static_cast<pid_t>(child.pid()), sig); }

std::atomic<BOOL> g_takes{TRUE};
BOOL WINAPI own_handler(DWORD event) {
  say(own(event));
  return g_takes;
}

// Told "take" or "leave" by its arguments; answers, and goes when it is told to.
CHILD(asked) {
  if (argc > 0) g_takes = std::string(argv[0]) == "take";
  SetConsoleCtrlHandler(own_handler, TRUE);
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

void expect_alive(Child *child) {
  child->tell("?");
  EXPECT_EQ(child->line(), "there"); // and nothing before it
  child->tell("go");
  EXPECT_EQ(child->wait(), 7u);
}

TEST(ConsoleAsked, each_signal_is_its_event) {
  Child child("asked", {"take"});
  ASSERT_TRUE(child.expect("ready"));
  const struct {
    int sig;
    unsigned event;
  } expected[] = {{SIGINT, CTRL_C_EVENT},
                  {SIGQUIT, CTRL_BREAK_EVENT},
                  {SIGBREAK, CTRL_BREAK_EVENT},
                  {SIGTERM, CTRL_CLOSE_EVENT},
                  {SIGHUP, CTRL_CLOSE_EVENT}};
  for (const auto &one : expected) {
    ASSERT_EQ(send(child, one.sig), 0);
    EXPECT_EQ(child.line(), own(one.event)) << one.sig;
  }
  union sigval value {};
  ASSERT_EQ(sigqueue(static_cast<pid_t>(child.pid()), SIGTERM, value), 0);
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  expect_alive(&child);
}

TEST(ConsoleAsked, declined_it_ends_as_by_the_signal) {
  for (const int sig : {SIGINT, SIGTERM, SIGHUP, SIGBREAK}) {
    Child child("asked", {"leave"});
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_EQ(send(child, sig), 0);
    EXPECT_THAT(child.line(), testing::StartsWith("own "));
    EXPECT_EQ(child.line(), "") << "asked once";
    EXPECT_EQ(child.wait(), sig == SIGINT ? kByInt : kBySignal + static_cast<unsigned>(sig));
  }
}

TEST(ConsoleAsked, event_that_is_declined_is_not_asked_about_again) {
  Child child("asked", {"leave"});
  ASSERT_TRUE(child.expect("ready"));
  send_event(child, CTRL_C_EVENT);
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
  EXPECT_EQ(child.line(), "");
  EXPECT_EQ(child.wait(), kByInt);
}

TEST(ConsoleAsked, signals_that_are_no_event_act_at_once) {
  for (const int sig : {SIGUSR1, SIGALRM, SIGPIPE, SIGKILL}) {
    Child child("asked", {"take"});
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_EQ(send(child, sig), 0);
    EXPECT_EQ(child.line(), "");
    EXPECT_EQ(child.wait(), kBySignal + static_cast<unsigned>(sig));
  }
}

// ---- who is asked -------------------------------------------------------------------------------------------------

CHILD(has_none) {
  if (argc > 0) {
    SetConsoleCtrlHandler(own_handler, TRUE);
    SetConsoleCtrlHandler(own_handler, FALSE);
  }
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleAsked, nobody_is_asked_where_there_is_none) {
  Child never("has_none"), removed("has_none", {"removed"});
  for (Child *child : {&never, &removed}) {
    ASSERT_TRUE(child->expect("ready"));
    ASSERT_EQ(send(*child, SIGTERM), 0);
    EXPECT_EQ(child->line(), "");
    EXPECT_EQ(child->wait(), kBySignal + SIGTERM);
  }
}

CHILD(fetched) {
  for (const char *module : {"kernel32", "kernelbase"}) {
    const auto set = reinterpret_cast<decltype(&SetConsoleCtrlHandler)>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA(module), "SetConsoleCtrlHandler")));
    if (set != nullptr && std::string(argv[0]) == module) set(own_handler, TRUE);
  }
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

TEST(ConsoleAsked, handlers_registered_by_a_fetched_function_are_known) {
  for (const char *module : {"kernel32", "kernelbase"}) {
    Child child("fetched", {module});
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_EQ(send(child, SIGINT), 0);
    EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
    expect_alive(&child);
  }
}

BOOL WINAPI first_handler(DWORD event) {
  say("first " + std::to_string(event));
  return TRUE;
}
BOOL WINAPI second_handler(DWORD event) {
  say("second " + std::to_string(event));
  return FALSE;
}
DWORD g_main_tid;
BOOL WINAPI third_handler(DWORD) {
  say(GetCurrentThreadId() == g_main_tid ? "on main" : "elsewhere");
  return FALSE;
}
CHILD(has_three) {
  g_main_tid = GetCurrentThreadId();
  for (const auto handler : {first_handler, second_handler, third_handler}) SetConsoleCtrlHandler(handler, TRUE);
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

TEST(ConsoleAsked, as_the_system_does_it) {
  Child child("has_three");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  for (const char *said : {"elsewhere", "second 2", "first 2"}) EXPECT_EQ(child.line(), said);
  expect_alive(&child);
}

// ---- whose signal it is -------------------------------------------------------------------------------------------

// To die of a signal is what one raises it for, and the call does not return (XSH raise, kill).
CHILD(raises) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  const std::string how = argv[0];
  if (how == "raise") raise(SIGTERM);
  if (how == "kill") kill(getpid(), SIGTERM);
  say("returned");
  return 7;
}

TEST(ConsoleAsked, what_a_process_sends_itself_acts_at_once) {
  for (const char *how : {"raise", "kill"}) {
    Child child("raises", {how});
    EXPECT_EQ(child.line(), "") << how;
    EXPECT_EQ(child.wait(), kBySignal + SIGTERM) << how;
  }
}

// ---- actions, masks, waits ----------------------------------------------------------------------------------------

CHILD(disposes) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  const std::string how = argv[0];
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  if (how == "ignores") signal(SIGTERM, SIG_IGN);
  if (how != "ignores") sigprocmask(SIG_BLOCK, &term, nullptr);
  say("ready");
  if (how == "waits") {
    int sig = 0;
    sigwait(&term, &sig);
    say("got " + std::to_string(sig));
  }
  for (std::string word = hear(); word != "go"; word = hear()) {
    sigset_t pending;
    sigpending(&pending);
    if (word == "unblock") sigprocmask(SIG_UNBLOCK, &term, nullptr);
    if (word == "?") say(sigismember(&pending, SIGTERM) ? "pending" : "there");
  }
  return 7;
}

TEST(ConsoleAsked, ignored_signal_asks_nobody) {
  Child child("disposes", {"ignores"});
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  expect_alive(&child);
}

TEST(ConsoleAsked, awaited_signal_asks_nobody) {
  Child child("disposes", {"waits"});
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  EXPECT_EQ(child.line(), "got " + number(SIGTERM));
  expect_alive(&child);
}

TEST(ConsoleAsked, blocked_signal_asks_when_it_is_unblocked) {
  Child child("disposes", {"blocks"});
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  child.tell("?");
  EXPECT_EQ(child.line(), "pending"); // and nobody asked
  child.tell("unblock");
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  expect_alive(&child);
}

CHILD(suspends) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  handle(SIGUSR1, tell_signal);
  say("ready");
  hear();
  const int result = sigsuspend(&none);
  say(result == -1 && errno == EINTR ? "EINTR" : "other");
  return 7;
}

TEST(ConsoleAsked, sigsuspend_goes_on_when_the_event_is_taken) {
  Child child("suspends");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  child.tell("suspend");
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  ASSERT_EQ(send(child, SIGINT), 0); // while it waits
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
  ASSERT_EQ(send(child, SIGUSR1), 0);
  EXPECT_EQ(child.line(), number(SIGUSR1) + " other");
  EXPECT_EQ(child.line(), "EINTR");
  EXPECT_EQ(child.wait(), 7u);
}

BOOL WINAPI installs(DWORD event) {
  say(own(event));
  handle(SIGTERM, [](int, siginfo_t *info, void *) { say(info->si_code == SI_USER ? "handled" : "other"); });
  return FALSE;
}
CHILD(installs_late) {
  SetConsoleCtrlHandler(installs, TRUE);
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

TEST(ConsoleAsked, action_set_meanwhile_is_the_one_that_counts) {
  Child child("installs_late");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  EXPECT_EQ(child.line(), "handled");
  expect_alive(&child);
}

// ---- several at once, stopped, on the way out ---------------------------------------------------------------------

std::atomic<HANDLE> g_leave;
BOOL WINAPI enters(DWORD event) {
  say(own(event));
  WaitForSingleObject(g_leave, INFINITE);
  return TRUE;
}
CHILD(slowly) {
  g_leave = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  SetConsoleCtrlHandler(enters, TRUE);
  say("ready");
  for (std::string word = hear(); word != "go"; word = hear()) {
    sigset_t pending;
    sigpending(&pending); // what has been sent is here then
    if (word == "leave") SetEvent(g_leave);
    else say("there");
  }
  return 7;
}

TEST(ConsoleAsked, what_comes_while_a_handler_runs_is_asked_about_after_it) {
  Child child("slowly");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGINT), 0);
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
  for (const int sig : {SIGINT, SIGTERM, SIGINT, SIGINT}) ASSERT_EQ(send(child, sig), 0);
  child.tell("?");
  EXPECT_EQ(child.line(), "there"); // the main thread goes on meanwhile
  child.tell("leave");
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT)); // the three as one
  child.tell("leave");
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  child.tell("leave");
  expect_alive(&child);
}

HANDLE g_asked;
CHILD(stands_it) {
  g_asked = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  SetConsoleCtrlHandler([](DWORD) { return SetEvent(g_asked); }, TRUE);
  say("ready");
  while (hear() != "go") {
    WaitForSingleObject(g_asked, INFINITE);
    say("there");
  }
  return 7;
}

// Some come without their siginfo then, and are no less another's.
TEST(ConsoleAsked, storm_of_signals_is_survived) {
  Child child("stands_it");
  ASSERT_TRUE(child.expect("ready"));
  std::thread other([&child] {
    for (int i = 0; i < 400; ++i) EXPECT_EQ(send(child, SIGINT), 0);
  });
  for (int i = 0; i < 400; ++i) EXPECT_EQ(send(child, SIGTERM), 0);
  other.join();
  expect_alive(&child);
}

// Wine 8 counts none; its server gives out the lowest number that is free, so several fill the gaps.
DWORD handles_open() {
  DWORD count = 0;
  GetProcessHandleCount(GetCurrentProcess(), &count);
  HANDLE more[16];
  for (HANDLE &one : more) one = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  for (const HANDLE one : more) CloseHandle(one);
  return count != 0 ? count : static_cast<DWORD>(reinterpret_cast<uintptr_t>(more[15]) / 4);
}

CHILD(counts_handles) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  const int threads = psig_test::thread_count();
  say("ready");
  while (hear() != "go") {
    while (psig_test::thread_count() > threads) SwitchToThread(); // the last to be asked are on their way out
    say(std::to_string(handles_open()));
  }
  return 7;
}

TEST(ConsoleAsked, questions_leave_no_handles_behind) {
  Child child("counts_handles");
  ASSERT_TRUE(child.expect("ready"));
  int handles[2] = {};
  for (int &open : handles) {
    for (int i = 0; i < 50; ++i) {
      ASSERT_EQ(send(child, SIGINT), 0);
      ASSERT_EQ(child.line(), own(CTRL_C_EVENT));
    }
    child.tell("?");
    open = std::stoi(child.line());
  }
  EXPECT_LE(handles[1], handles[0] + 8);
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

TEST(ConsoleAsked, nobody_is_asked_while_the_process_is_stopped) {
  Child child("asked", {"take"});
  ASSERT_TRUE(child.expect("ready"));
  for (const int sig : {SIGSTOP, SIGTERM, SIGINT, SIGCONT}) ASSERT_EQ(send(child, sig), 0);
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  expect_alive(&child);
}

TEST(ConsoleAsked, stopped_in_a_handler_it_goes_on_in_it) {
  Child child("slowly");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  for (const int sig : {SIGSTOP, SIGTERM, SIGCONT}) ASSERT_EQ(send(child, sig), 0);
  child.tell("leave");
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  child.tell("leave");
  expect_alive(&child);
}

TEST(ConsoleAsked, sigkill_waits_for_no_handler) {
  Child child("slowly");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  ASSERT_EQ(send(child, SIGKILL), 0);
  EXPECT_EQ(child.wait(), kBySignal + SIGKILL);
}

CHILD(exits_slowly) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  g_takes = FALSE;
  std::atexit([] {
    say("exiting");
    hear();
  });
  return 7;
}

TEST(ConsoleAsked, exit_handler_that_hangs_is_ended) {
  Child child("exits_slowly");
  ASSERT_TRUE(child.expect("exiting"));
  ASSERT_EQ(send(child, SIGTERM), 0);
  EXPECT_EQ(child.line(), own(CTRL_CLOSE_EVENT));
  EXPECT_EQ(child.wait(), kBySignal + SIGTERM);
}

BOOL WINAPI exits(DWORD event) {
  say(own(event));
  std::exit(9);
}
CHILD(exits_in_it) {
  SetConsoleCtrlHandler(exits, TRUE);
  say("ready");
  while (hear() != "go") {}
  return 7;
}

TEST(ConsoleAsked, handler_may_exit) {
  Child child("exits_in_it");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGINT), 0);
  EXPECT_EQ(child.line(), own(CTRL_C_EVENT));
  EXPECT_EQ(child.wait(), 9u);
}

// ---- the switch for Ctrl-C, and the map ---------------------------------------------------------------------------

CHILD(switches_off) {
  if (argc > 0) SetConsoleCtrlHandler(own_handler, TRUE);
  g_takes = FALSE;
  SetConsoleCtrlHandler(nullptr, TRUE);
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

TEST(ConsoleAsked, ctrl_c_switched_off_is_no_end_by_sigint) {
  Child with("switches_off", {"handler"}), without("switches_off");
  for (Child *child : {&with, &without}) {
    ASSERT_TRUE(child->expect("ready"));
    ASSERT_EQ(send(*child, SIGINT), 0);
    expect_alive(child);
  }
}

TEST(ConsoleAsked, ctrl_c_switched_off_keeps_no_other_event_away) {
  Child with("switches_off", {"handler"}), without("switches_off");
  for (Child *child : {&with, &without}) {
    ASSERT_TRUE(child->expect("ready"));
    ASSERT_EQ(send(*child, SIGTERM), 0);
    EXPECT_EQ(child->line(), child == &with ? own(CTRL_CLOSE_EVENT) : "");
    EXPECT_EQ(child->wait(), kBySignal + SIGTERM);
  }
}

CHILD(maps_events) {
  SetConsoleCtrlHandler(own_handler, TRUE);
  posix_console_map_np(POSIX_CONSOLE_CTRL_BREAK, SIGUSR1);
  say("ready");
  while (hear() != "go") say("there");
  return 7;
}

TEST(ConsoleAsked, mapped_signal_stands_for_its_event) {
  Child child("maps_events");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(send(child, SIGUSR1), 0);
  EXPECT_EQ(child.line(), own(CTRL_BREAK_EVENT));
  ASSERT_EQ(send(child, SIGBREAK), 0); // which is nobody's now
  EXPECT_EQ(child.line(), "");
  EXPECT_EQ(child.wait(), kBySignal + SIGBREAK);
}

} // namespace
