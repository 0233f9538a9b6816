// kill() to processes without the library: each gets what it can take, nobody else gets anything, and nothing is ended
// that could have been asked.
#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "nt/foreign_calls.h"
#include "nt/imports.h"
#include "transport/requests.h"
#include "transport/victim.h"

namespace {

using namespace psig_test;

class ForeignTest : public VictimTest {};

TEST_F(ForeignTest, each_request_arrives_as_its_event) {
  Victim child("tells");
  const struct {
    int signo, event;
  } expected[] = {
      {SIGINT, kCtrlC}, {SIGQUIT, kCtrlBreak}, {SIGBREAK, kCtrlBreak}, {SIGTERM, kCtrlClose}, {SIGHUP, kCtrlClose}};
  for (const auto &[signo, number] : expected) {
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0) << signo;
    EXPECT_EQ(child.event(), event(number)) << signo;
  }
  child.tell("quit");
  EXPECT_EQ(child.wait(), 0u);
}

TEST_F(ForeignTest, signal_0_only_looks) {
  Victim child("tells");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(errno_of(kill(child.pid(), 0)), 0);
  EXPECT_TRUE(child.answers()); // and nothing before it
}

TEST_F(ForeignTest, handler_may_end_the_process) {
  Victim child("ends");
  ASSERT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  EXPECT_EQ(child.wait(), 40u + kCtrlClose);
}

TEST_F(ForeignTest, one_without_a_handler_ends) {
  for (const int signo : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    Victim child("plain");
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0);
    unsigned long code = 0;
    EXPECT_TRUE(child.wait_for(30'000, &code)) << signo;
  }
}

TEST_F(ForeignTest, crt_signal_handler_runs) {
  Victim child("crt");
  ASSERT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_EQ(child.line(), "signal 2");
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignTest, handler_that_never_returns_holds_nobody_up) {
  Victim child("never");
  ASSERT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_EQ(child.event(), event(kCtrlC));
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0); // queues up behind it over there
  EXPECT_TRUE(child.answers());
  ASSERT_EQ(kill(child.pid(), SIGKILL), 0);
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST_F(ForeignTest, neighbours_on_the_console_get_nothing) {
  Victim neighbour("tells"), other("ends"), child("tells");
  for (const int signo : {SIGINT, SIGTERM, SIGQUIT}) {
    ASSERT_EQ(kill(child.pid(), signo), 0);
    EXPECT_THAT(child.event(), testing::StartsWith("event"));
  }
  EXPECT_TRUE(neighbour.answers());
  EXPECT_TRUE(other.answers());
}

TEST_F(ForeignTest, new_group_gets_break_for_its_disabled_ctrl_c) {
  Victim child("tells", CREATE_NEW_PROCESS_GROUP);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGINT)), 0);
  EXPECT_EQ(child.event(), event(kCtrlBreak));
  ASSERT_EQ(errno_of(kill(child.pid(), SIGHUP)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
}

TEST_F(ForeignTest, without_a_console_the_event_is_raised_all_the_same) {
  Victim child("tells", DETACHED_PROCESS);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
}

TEST_F(ForeignTest, another_console_is_left_where_it_is) {
  Victim child("tells", CREATE_NO_WINDOW);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGINT)), 0);
  EXPECT_EQ(child.event(), event(kCtrlC));
}

TEST_F(ForeignTest, what_it_cannot_take_is_refused_without_effect) {
  Victim child("tells");
  for (const int signo : {SIGUSR1, SIGUSR2, SIGWINCH, SIGCHLD, SIGPIPE, SIGALRM, kRt}) {
    EXPECT_EQ(errno_of(kill(child.pid(), signo)), ENOSYS) << signo;
    EXPECT_EQ(errno_of(sigqueue(child.pid(), signo, value_of(1))), ENOSYS) << signo;
  }
  EXPECT_EQ(errno_of(kill(child.pid(), 65)), EINVAL);
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignTest, abort_and_kill_end_it_with_their_status) {
  Victim aborted("tells"), killed("threads");
  ASSERT_EQ(kill(aborted.pid(), SIGABRT), 0);
  EXPECT_EQ(aborted.wait(), 0xE0530086u);
  ASSERT_EQ(kill(killed.pid(), SIGKILL), 0);
  EXPECT_EQ(killed.wait(), 0xE0530089u);
}

bool stands_still(const Child &child) {
  psig::nt::Process process;
  if (psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process) != 0) return false;
  const bool suspended = psig::nt::process_suspended(process);
  psig::nt::process_close(&process);
  return suspended;
}

TEST_F(ForeignTest, stops_and_goes_on) {
  Victim child("threads");
  for (const int signo : {SIGSTOP, SIGTSTP}) {
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0);
    ASSERT_EQ(errno_of(kill(child.pid(), SIGSTOP)), 0); // once more is no more
    EXPECT_TRUE(stands_still(child));
    ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0);
    EXPECT_FALSE(stands_still(child));
    ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0); // of a running one: nothing
    EXPECT_TRUE(child.answers());
  }
}

// A thread that has ended stays in the system's list while anybody has a handle to it, and does not run.
TEST_F(ForeignTest, stops_and_goes_on_with_an_ended_thread_held_open) {
  Victim child("tells");
  const HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, static_cast<DWORD>(child.pid()));
  ASSERT_NE(process, nullptr);
  const auto end = reinterpret_cast<LPTHREAD_START_ROUTINE>(reinterpret_cast<void *>(&ExitThread));
  const HANDLE thread = CreateRemoteThread(process, nullptr, 0, end, nullptr, 0, nullptr);
  ASSERT_NE(thread, nullptr);
  WaitForSingleObject(thread, INFINITE);
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  EXPECT_TRUE(stands_still(child));
  ASSERT_EQ(kill(child.pid(), SIGCONT), 0);
  EXPECT_TRUE(child.answers());
  CloseHandle(thread);
  CloseHandle(process);
}

TEST_F(ForeignTest, stopped_one_is_asked_when_it_goes_on) {
  Victim child("tells");
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_TRUE(stands_still(child));
  ASSERT_EQ(kill(child.pid(), SIGCONT), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  ASSERT_EQ(kill(child.pid(), SIGKILL), 0); // needs no going on
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST_F(ForeignTest, no_console_and_no_window_is_the_one_that_is_ended) {
  const struct {
    int signo;
    unsigned long status;
  } expected[] = {{SIGTERM, 0xE053008F}, {SIGHUP, 0xE0530081}, {SIGINT, 0xC000013A}};
  for (const auto &[signo, status] : expected) {
    Child child(victim("windowed"), {"tells"}, DETACHED_PROCESS);
    ASSERT_TRUE(child.expect("ready"));
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), ENOSYS);
    ASSERT_EQ(errno_of(kill(pid_of(child), signo)), 0);
    EXPECT_EQ(child.wait(), status);
  }
}

TEST_F(ForeignTest, ended_one_is_gone_whatever_its_exit_code) {
  for (const unsigned code : {0u, 259u}) { // STILL_ACTIVE
    Victim child("tells");
    child.terminate(code);
    child.wait(); // its handle is still open: a zombie
    for (const int signo : {0, SIGTERM, SIGKILL, SIGCONT, SIGUSR1})
      EXPECT_EQ(errno_of(kill(child.pid(), signo)), ESRCH) << signo;
  }
}

TEST_F(ForeignTest, two_senders_at_once) {
  constexpr int kEach = 25;
  Victim child("tells");
  std::atomic<int> failures{0};
  const auto send = [&] {
    for (int i = 0; i < kEach; ++i)
      if (kill(child.pid(), SIGTERM) != 0) failures.fetch_add(1);
  };
  std::thread first(send), second(send);
  for (int i = 0; i < 2 * kEach; ++i) ASSERT_EQ(child.event(), event(kCtrlClose)) << i;
  first.join();
  second.join();
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignTest, orphan_is_reached_and_its_parent_s_pid_is_nobody) {
  auto parent = std::make_unique<Victim>("tells");
  parent->tell("child sleeps");
  std::string made = parent->line();
  if (made == "ready") made = parent->line(); // of the child, which has the same pipe
  else ASSERT_EQ(parent->line(), "ready");
  ASSERT_THAT(made, testing::StartsWith("child "));
  const pid_t orphan = std::stoll(made.substr(6));
  const pid_t gone = parent->pid();
  parent->terminate();
  parent->wait();
  EXPECT_EQ(errno_of(kill(gone, SIGTERM)), ESRCH);
  ASSERT_EQ(errno_of(kill(orphan, SIGTERM)), 0);
  EXPECT_EQ(parent->line(), event(kCtrlClose));
  EXPECT_EQ(errno_of(kill(orphan, SIGKILL)), 0);
}

// The system's own processes answer so; here one whose descriptor allows nothing.
TEST_F(ForeignTest, denied_one_is_left_alone) {
  SECURITY_DESCRIPTOR closed;
  alignas(8) unsigned char empty[sizeof(ACL)];
  InitializeSecurityDescriptor(&closed, SECURITY_DESCRIPTOR_REVISION);
  InitializeAcl(reinterpret_cast<ACL *>(empty), sizeof empty, ACL_REVISION);
  SetSecurityDescriptorDacl(&closed, TRUE, reinterpret_cast<ACL *>(empty), FALSE);
  Victim child("tells", 0, &closed);
  for (const int signo : {0, SIGTERM, SIGKILL, SIGSTOP, SIGUSR1})
    EXPECT_EQ(errno_of(kill(child.pid(), signo)), EPERM) << signo;
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignTest, windows_are_asked_to_close_and_neighbours_are_not) {
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
    if (plan.road == POSIX_KILL_WINDOWS) return true;
    Sleep(1);
  }
  return false;
}

// Programs nobody here wrote.
TEST_F(ForeignTest, notepad_closes) {
  Child child(Child::Program{"C:\\windows\\notepad.exe"});
  ASSERT_TRUE(has_windows(child));
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  EXPECT_EQ(child.wait(), 0u);
}

TEST_F(ForeignTest, winver_closes) {
  Child child(Child::Program{"C:\\windows\\system32\\winver.exe"});
  ASSERT_TRUE(has_windows(child));
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  EXPECT_EQ(child.wait(), 0u);
}

// It waits at its prompt, and has a neighbour on the console.
TEST_F(ForeignTest, cmd_ends_alone) {
  Victim neighbour("tells");
  Child child(Child::Program{"C:\\windows\\system32\\cmd.exe"}); // begins with what "ver" prints
  std::string said;
  for (int i = 0; i < 5 && said.find("Windows") == std::string::npos; ++i) said = child.line();
  ASSERT_THAT(said, testing::HasSubstr("Windows"));
  struct posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(pid_of(child), SIGTERM, &plan), 0);
  EXPECT_EQ(plan.road, POSIX_KILL_EVENT) << plan.target;
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  child.wait();
  EXPECT_TRUE(neighbour.answers());
}

// The helper's own work, with the one of our architecture. It has to lie beside the program.
TEST_F(ForeignTest, helper_raises_an_event_inside_one_process) {
  Victim child("tells"), neighbour("tells");
  psig::nt::Process process;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process), 0);
  ASSERT_TRUE(psig::nt::helper_there(false));
  EXPECT_EQ(psig::nt::helper_run(L"inside", process, kCtrlClose, false), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  EXPECT_EQ(psig::nt::helper_run(L"nonsense", process, kCtrlC, false), EINVAL);
  ++process.created; // another process with the same number
  EXPECT_EQ(psig::nt::helper_run(L"inside", process, kCtrlC, false), ESRCH);
  --process.created;
  psig::nt::process_close(&process);
  EXPECT_TRUE(child.answers());
  EXPECT_TRUE(neighbour.answers());
}

TEST_F(ForeignTest, tree_is_reached_and_its_neighbour_is_not) {
  Victim root("tells"), neighbour("tells");
  for (int i = 0; i < 3; ++i) {
    root.tell("child sleeps");
    std::string lines = root.line() + "\n" + root.line(); // "child PID" and "ready", in whichever order
    EXPECT_THAT(lines, testing::HasSubstr("ready"));
  }
  EXPECT_EQ(errno_of(posix_kill_tree_np(root.pid(), 0, 0)), 0);
  EXPECT_EQ(errno_of(posix_kill_tree_np(root.pid(), SIGTERM, 0)), 0);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(root.line(), event(kCtrlClose));
  EXPECT_TRUE(root.answers());
  EXPECT_TRUE(neighbour.answers());
  EXPECT_EQ(errno_of(posix_kill_tree_np(root.pid(), SIGKILL, POSIX_KILL_PARENTS_FIRST)), 0);
  EXPECT_EQ(root.wait(), 0xE0530089u);
  EXPECT_EQ(root.line(), "") << "no descendant holds the pipe any more";
  EXPECT_EQ(errno_of(posix_kill_tree_np(root.pid(), SIGTERM, 0)), ESRCH);
  EXPECT_EQ(errno_of(posix_kill_tree_np(0, SIGTERM, 0)), EINVAL);
  EXPECT_EQ(errno_of(posix_kill_tree_np(neighbour.pid(), SIGTERM, 8)), EINVAL);
}

TEST_F(ForeignTest, held_open_it_is_itself_or_nobody) {
  Victim child("tells");
  unsigned status = 0;
  int patience = 0;
  const posix_pidfd_t process = posix_pidfd_open_np(child.pid(), 0);
  ASSERT_NE(process, -1);
  ASSERT_EQ(posix_pidfd_send_signal_np(process, SIGTERM, nullptr, 0), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  EXPECT_EQ(posix_pidfd_wait_np(process, &patience, &status), 0);
  child.tell("quit");
  EXPECT_EQ(posix_pidfd_wait_np(process, nullptr, &status), 1);
  EXPECT_EQ(status, 0u);
  EXPECT_EQ(errno_of(posix_pidfd_send_signal_np(process, SIGTERM, nullptr, 0)), ESRCH);
  EXPECT_EQ(posix_pidfd_close_np(process), 0);
  EXPECT_EQ(errno_of(posix_pidfd_wait_np(-1, nullptr, nullptr)), EBADF);
}

// Of the last request to a process that has been held open; -1 and errno if that cannot be told.
int outcome_of(const Child &child, int patience) {
  int outcome = -1;
  const posix_pidfd_t process = posix_pidfd_open_np(pid_of(child), 0);
  if (process == -1) return -1;
  if (posix_kill_outcome_np(process, &patience, &outcome) != 0) outcome = -1;
  posix_pidfd_close_np(process);
  return outcome;
}

TEST_F(ForeignTest, requests_are_followed_up) {
  Victim handles("tells"), never("never");
  EXPECT_EQ(outcome_of(handles, 0), POSIX_REQUEST_NONE);
  ASSERT_EQ(kill(handles.pid(), SIGTERM), 0);
  ASSERT_EQ(kill(never.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(handles, 60'000), POSIX_REQUEST_HANDLED);
  EXPECT_EQ(never.event(), event(kCtrlClose));
  EXPECT_EQ(outcome_of(never, 50), POSIX_REQUEST_PENDING);
  ASSERT_EQ(kill(handles.pid(), SIGSTOP), 0);
  ASSERT_EQ(kill(handles.pid(), SIGINT), 0);
  EXPECT_EQ(outcome_of(handles, 50), POSIX_REQUEST_PENDING); // it stands still
  ASSERT_EQ(kill(handles.pid(), SIGCONT), 0);
  EXPECT_EQ(outcome_of(handles, 60'000), POSIX_REQUEST_HANDLED);
}

TEST_F(ForeignTest, request_that_ends_it_is_told_from_one_that_is_handled) {
  for (const char *kind : {"ends", "plain"}) {
    Victim child(kind);
    int outcome = -1;
    const posix_pidfd_t process = posix_pidfd_open_np(child.pid(), 0);
    ASSERT_NE(process, -1);
    ASSERT_EQ(kill(child.pid(), SIGTERM), 0);
    EXPECT_EQ(posix_kill_outcome_np(process, nullptr, &outcome), 0);
    EXPECT_EQ(outcome, POSIX_REQUEST_ENDED) << kind;
    EXPECT_EQ(posix_pidfd_close_np(process), 0);
  }
}

// As one that switches Ctrl-C off after the look: the planner itself asks nothing that would be suppressed.
TEST_F(ForeignTest, suppressed_request_is_told) {
  if (!psig::nt::under_wine()) GTEST_SKIP() << "what the routine returns on Windows is not documented";
  Victim child("ignores");
  psig::nt::Process process;
  psig::nt::Handle thread = nullptr;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process), 0);
  ASSERT_EQ(psig::nt::g_foreign.event_inside(process, kCtrlC, false, &thread), 0);
  psig::request_made(process, thread);
  EXPECT_EQ(outcome_of(child, 60'000), POSIX_REQUEST_SUPPRESSED);
  psig::nt::process_close(&process);
  EXPECT_TRUE(child.answers());
}

// Only the last few are kept, and what is kept of others is not what one asks for.
TEST_F(ForeignTest, old_requests_are_forgotten) {
  Victim first("never"), other("tells");
  ASSERT_EQ(kill(first.pid(), SIGTERM), 0);
  EXPECT_EQ(first.event(), event(kCtrlClose));
  for (int i = 0; i < 15; ++i) ASSERT_EQ(kill(other.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(first, 0), POSIX_REQUEST_PENDING);
  ASSERT_EQ(kill(other.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(first, 0), POSIX_REQUEST_NONE);
  for (int i = 0; i < 16; ++i) EXPECT_EQ(other.event(), event(kCtrlClose));
  int outcome = 0;
  EXPECT_EQ(errno_of(posix_kill_outcome_np(-1, nullptr, &outcome)), EBADF);
  EXPECT_EQ(errno_of(posix_kill_outcome_np(1, nullptr, nullptr)), EFAULT);
}

TEST_F(ForeignTest, plan_is_told_and_not_carried_out) {
  Victim child("tells");
  struct posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(child.pid(), SIGTERM, &plan), 0);
  EXPECT_EQ(plan.road, POSIX_KILL_EVENT);
  EXPECT_EQ(plan.event, kCtrlClose);
  EXPECT_EQ(plan.error, 0);
  EXPECT_THAT(plan.target, testing::HasSubstr("console program"));
  ASSERT_EQ(posix_kill_explain_np(child.pid(), SIGUSR1, &plan), 0);
  EXPECT_EQ(plan.road, POSIX_KILL_NOTHING);
  EXPECT_EQ(plan.error, ENOSYS);
  ASSERT_EQ(posix_kill_explain_np(getpid(), SIGUSR1, &plan), 0);
  EXPECT_EQ(plan.road, POSIX_KILL_SELF);
  EXPECT_EQ(errno_of(posix_kill_explain_np(0, SIGTERM, &plan)), EINVAL);
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), 65, &plan)), EINVAL);
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), SIGTERM, nullptr)), EFAULT);
  EXPECT_TRUE(child.answers());
  child.terminate();
  child.wait();
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), SIGTERM, &plan)), ESRCH);
}

// ---- doubles: what this system lacks -------------------------------------------------------------------------------

psig::nt::TargetFacts g_facts;
std::vector<std::string> g_done;
psig::Errno g_answer;
std::uint32_t g_second;
bool g_helper;

class ForeignDoubleTest : public testing::Test {
protected:
  void SetUp() override {
    g_facts = {.may_end = true,
               .may_read = true,
               .may_thread = true,
               .same_machine = true,
               .console_program = true,
               .has_console = true,
               .on_our_console = true};
    g_done.clear();
    g_answer = 0;
    psig::nt::g_foreign = {true,
                           false,
                           [](const psig::nt::Process &process, psig::nt::TargetFacts *out) {
                             *out = g_facts;
                             if (out->console_group == 1) out->console_group = process.pid; // a leader
                           },
                           [](const psig::nt::Process &) { return g_facts.console_group; },
                           [](std::uint32_t, unsigned number) { return note("group " + std::to_string(number)); },
                           [](const psig::nt::Process &, unsigned number, bool suspended, psig::nt::Handle *) {
                             return note("inside " + std::to_string(number) + (suspended ? " asleep" : ""));
                           },
                           [](const psig::nt::Process &) { return note("close"); },
                           [](const psig::nt::Process &) { return note("suspend"); },
                           [](const psig::nt::Process &) { return note("resume"); },
                           [](bool) { return g_helper; },
                           [](const wchar_t *what, const psig::nt::Process &, unsigned number, bool other) {
                             const std::string words = what[0] == L'a' ? "helper asleep " : "helper inside ";
                             return note((what[0] == L'g' ? "helper group " : words) + std::to_string(number) +
                                         (other ? " 32" : ""));
                           }};
    g_helper = false;
  }
  void TearDown() override { psig::nt::g_foreign = real_; }
  static psig::Errno note(const std::string &what) {
    g_done.push_back(what);
    return g_answer;
  }

  Victim child{"tells"};

private:
  psig::nt::ForeignCalls real_ = psig::nt::g_foreign;
};

TEST_F(ForeignDoubleTest, leader_s_group_gets_the_documented_event) {
  g_facts.console_group = 1;
  for (const int signo : {SIGTERM, SIGQUIT, SIGINT, SIGHUP}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("group 1", "group 1", "inside 0", "inside 2"));
}

TEST_F(ForeignDoubleTest, member_s_group_never_does) {
  g_facts.console_group = 4711;
  for (const int signo : {SIGTERM, SIGQUIT, SIGINT}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("inside 2", "inside 1", "inside 0"));
}

TEST_F(ForeignDoubleTest, failed_request_is_told_and_nothing_else_tried) {
  g_facts.console_group = 1;
  g_answer = EPERM;
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), EPERM);
  EXPECT_EQ(errno_of(kill(child.pid(), SIGHUP)), EPERM);
  EXPECT_EQ(g_done.size(), 2u);
  EXPECT_TRUE(child.answers());
}

// Each member for itself, the leader as well.
TEST_F(ForeignDoubleTest, group_is_signalled_member_by_member) {
  Victim other("tells");
  g_facts.console_group = static_cast<std::uint32_t>(child.pid());
  psig::nt::g_foreign.group = [](const psig::nt::Process &process) {
    return process.pid == g_facts.console_group || process.pid == g_second ? g_facts.console_group : 0;
  };
  g_second = static_cast<std::uint32_t>(other.pid());
  EXPECT_EQ(getpgid(child.pid()), child.pid());
  EXPECT_EQ(getpgid(other.pid()), child.pid());
  EXPECT_EQ(errno_of(static_cast<int>(getsid(child.pid()))), EPERM);
  EXPECT_EQ(errno_of(killpg(child.pid(), SIGTERM)), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("inside 2", "inside 2"));
  EXPECT_EQ(errno_of(kill(-other.pid(), SIGTERM)), ESRCH); // a member's number is no group's
}

// The number of its group has been used again, for a process that is younger than it.
TEST_F(ForeignDoubleTest, process_older_than_the_leader_is_no_member) {
  Victim later("tells");
  g_second = static_cast<std::uint32_t>(later.pid());
  g_facts.console_group = static_cast<std::uint32_t>(child.pid());
  psig::nt::g_foreign.group = [](const psig::nt::Process &process) {
    return process.pid == g_facts.console_group || process.pid == g_second ? g_second : 0;
  };
  EXPECT_EQ(errno_of(killpg(later.pid(), SIGTERM)), 0);
  EXPECT_EQ(g_done.size(), 1u); // the later one itself
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignDoubleTest, system_process_is_refused) {
  g_facts = {};
  for (const int signo : {0, SIGTERM, SIGKILL}) EXPECT_EQ(errno_of(kill(child.pid(), signo)), EPERM);
  EXPECT_TRUE(g_done.empty());
  EXPECT_TRUE(child.answers());
}

TEST_F(ForeignDoubleTest, windows_are_asked_to_close) {
  g_facts.console_program = g_facts.has_console = g_facts.on_our_console = false;
  g_facts.windows = true;
  for (const int signo : {SIGTERM, SIGINT, SIGHUP}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("close", "close", "close"));
}

TEST_F(ForeignDoubleTest, other_architecture_is_refused_without_the_helper) {
  g_facts.same_machine = false;
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), ENOSYS);
  EXPECT_TRUE(g_done.empty());
  g_helper = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("helper inside 2 32"));
}

// A thread that is made in it would run at once on Windows; Wine's stands still with the others.
TEST_F(ForeignDoubleTest, suspended_one_s_thread_is_made_suspended) {
  g_facts.suspended = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  g_facts.same_machine = false;
  g_helper = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("inside 2 asleep", "helper asleep 2 32"));
}

HANDLE g_entered, g_let_go;

// What Wine's CreateRemoteThread() does then: it never returns.
TEST_F(ForeignDoubleTest, target_that_ends_while_the_thread_is_made_is_gone) {
  g_entered = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  g_let_go = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  psig::nt::g_foreign.thread_may_hang = true;
  psig::nt::g_foreign.event_inside = [](const psig::nt::Process &, unsigned, bool, psig::nt::Handle *) {
    SetEvent(g_entered);
    WaitForSingleObject(g_let_go, INFINITE);
    return note("let go");
  };
  std::thread ender([this] {
    WaitForSingleObject(g_entered, INFINITE);
    child.terminate();
  });
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), ESRCH);
  ender.join();
  EXPECT_TRUE(g_done.empty());
  SetEvent(g_let_go);
}

TEST_F(ForeignDoubleTest, leader_on_another_console_by_the_helper) {
  g_facts.on_our_console = false;
  g_facts.console_group = 1;
  g_helper = true;
  for (const int signo : {SIGTERM, SIGINT}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("helper group 1", "inside 0"));
}

} // namespace
