// kill() to processes without the library: each gets what it can take, nobody else gets anything, and nothing is ended
// that could have been asked.
#include <thread>

#include "nt/process/target_calls.h"
#include "kill/victim.h"

namespace {

using namespace psig_test;

TEST_F(UnmanagedTest, each_request_arrives_as_its_event) {
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

TEST_F(UnmanagedTest, signal_0_only_looks) {
  Victim child("tells");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(errno_of(kill(child.pid(), 0)), 0);
  EXPECT_TRUE(child.answers()); // and nothing before it
}

TEST_F(UnmanagedTest, handler_may_end_the_process) {
  Victim child("ends");
  ASSERT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  EXPECT_EQ(child.wait(), 40u + kCtrlClose);
}

TEST_F(UnmanagedTest, one_without_a_handler_ends) {
  for (const int signo : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    Victim child("plain");
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0);
    unsigned long code = 0;
    EXPECT_TRUE(child.wait_for(30'000, &code)) << signo;
  }
}

TEST_F(UnmanagedTest, crt_signal_handler_runs) {
  Victim child("crt");
  ASSERT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_EQ(child.line(), "signal 2");
  EXPECT_TRUE(child.answers());
}

TEST_F(UnmanagedTest, handler_that_never_returns_holds_nobody_up) {
  Victim child("never");
  ASSERT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_EQ(child.event(), event(kCtrlC));
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0); // queues up behind it over there
  EXPECT_TRUE(child.answers());
  ASSERT_EQ(kill(child.pid(), SIGKILL), 0);
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST_F(UnmanagedTest, neighbours_on_the_console_get_nothing) {
  Victim neighbour("tells"), other("ends"), child("tells");
  for (const int signo : {SIGINT, SIGTERM, SIGQUIT}) {
    ASSERT_EQ(kill(child.pid(), signo), 0);
    EXPECT_THAT(child.event(), testing::StartsWith("event"));
  }
  EXPECT_TRUE(neighbour.answers());
  EXPECT_TRUE(other.answers());
}

// Where Ctrl-C is off at first. Ctrl-Break in its stead would end who listens to SIGINT alone.
TEST_F(UnmanagedTest, new_group_hears_ctrl_c) {
  Victim child("tells", CREATE_NEW_PROCESS_GROUP), listens("crt-int", CREATE_NEW_PROCESS_GROUP);
  for (int times = 0; times < 2; ++times) {
    ASSERT_EQ(errno_of(kill(child.pid(), SIGINT)), 0);
    EXPECT_EQ(child.event(), event(kCtrlC));
    ASSERT_EQ(errno_of(kill(listens.pid(), SIGINT)), 0);
    EXPECT_EQ(listens.line(), "signal 2");
  }
  ASSERT_EQ(errno_of(kill(child.pid(), SIGHUP)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  EXPECT_TRUE(child.answers());
  EXPECT_TRUE(listens.answers());
}

TEST_F(UnmanagedTest, new_group_without_a_handler_ends_by_ctrl_c) {
  Victim child("plain", CREATE_NEW_PROCESS_GROUP);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGINT)), 0);
  unsigned long code = 0;
  EXPECT_TRUE(child.wait_for(30'000, &code)); // 0xC000013A on Windows, 0 under Wine
}

TEST_F(UnmanagedTest, stopped_new_group_hears_ctrl_c_when_it_goes_on) {
  Victim child("tells", CREATE_NEW_PROCESS_GROUP);
  for (const int signo : {SIGSTOP, SIGINT, SIGCONT}) ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0) << signo;
  EXPECT_EQ(child.event(), event(kCtrlC));
}

TEST_F(UnmanagedTest, without_a_console_the_event_is_raised_all_the_same) {
  Victim child("tells", DETACHED_PROCESS);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
}

TEST_F(UnmanagedTest, another_console_is_left_where_it_is) {
  Victim child("tells", CREATE_NO_WINDOW);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGINT)), 0);
  EXPECT_EQ(child.event(), event(kCtrlC));
}

TEST_F(UnmanagedTest, what_it_cannot_take_is_refused_without_effect) {
  Victim child("tells");
  for (const int signo : {SIGUSR1, SIGUSR2, SIGWINCH, SIGCHLD, SIGPIPE, SIGALRM, kRt}) {
    EXPECT_EQ(errno_of(kill(child.pid(), signo)), ENOSYS) << signo;
    EXPECT_EQ(errno_of(sigqueue(child.pid(), signo, value_of(1))), ENOSYS) << signo;
  }
  EXPECT_EQ(errno_of(kill(child.pid(), 65)), EINVAL);
  EXPECT_TRUE(child.answers());
}

TEST_F(UnmanagedTest, abort_and_kill_end_it_with_their_status) {
  Victim aborted("tells"), killed("threads");
  ASSERT_EQ(kill(aborted.pid(), SIGABRT), 0);
  EXPECT_EQ(aborted.wait(), 0xE0530086u);
  ASSERT_EQ(kill(killed.pid(), SIGKILL), 0);
  EXPECT_EQ(killed.wait(), 0xE0530089u);
}

TEST_F(UnmanagedTest, no_console_and_no_window_is_the_one_that_is_ended) {
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

TEST_F(UnmanagedTest, ended_one_is_gone_whatever_its_exit_code) {
  for (const unsigned code : {0u, 259u}) { // STILL_ACTIVE
    Victim child("tells");
    child.terminate(code);
    child.wait(); // its handle is still open: a zombie
    for (const int signo : {0, SIGTERM, SIGKILL, SIGCONT, SIGUSR1})
      EXPECT_EQ(errno_of(kill(child.pid(), signo)), ESRCH) << signo;
  }
}

TEST_F(UnmanagedTest, two_senders_at_once) {
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

TEST_F(UnmanagedTest, orphan_is_reached_and_its_parent_s_pid_is_nobody) {
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
TEST_F(UnmanagedTest, denied_one_is_left_alone) {
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

// It waits at its prompt, and has a neighbour on the console.
TEST_F(UnmanagedTest, cmd_ends_alone) {
  Victim neighbour("tells");
  Child child(Child::Program{"C:\\windows\\system32\\cmd.exe"}); // begins with what "ver" prints
  std::string said;
  for (int i = 0; i < 5 && said.find("Windows") == std::string::npos; ++i) said = child.line();
  ASSERT_THAT(said, testing::HasSubstr("Windows"));
  struct posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(pid_of(child), SIGTERM, &plan), 0);
  EXPECT_EQ(plan.action, POSIX_KILL_EVENT) << plan.target;
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  child.wait();
  EXPECT_TRUE(neighbour.answers());
}

// The helper's own work, with the one of our architecture. It has to lie beside the program.
TEST_F(UnmanagedTest, helper_raises_an_event_inside_one_process) {
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

TEST_F(UnmanagedTest, tree_is_reached_and_its_neighbour_is_not) {
  Victim root("tells"), neighbour("tells");
  for (int i = 0; i < 3; ++i) {
    root.tell("child sleeps");
    std::string lines = root.line() + "\n" + root.line(); // "child PID" and "ready", in whichever order
    EXPECT_THAT(lines, testing::HasSubstr("ready"));
  }
  posix_tree_member members[8] = {};
  EXPECT_EQ(posix_process_tree_np(root.pid(), members, 3), 4);
  EXPECT_EQ(members[0].pid, 0) << "not all of them, so none";
  ASSERT_EQ(posix_process_tree_np(root.pid(), members, 8), 4);
  EXPECT_EQ(members[0].pid, root.pid());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(errno_of(posix_pidfd_close_np(members[i].process)), 0) << i;
  EXPECT_EQ(members[4].pid, 0);
  EXPECT_EQ(errno_of(posix_process_tree_np(root.pid(), nullptr, 8)), EFAULT);
  EXPECT_EQ(errno_of(posix_process_tree_np(-1, members, 8)), EINVAL);
  EXPECT_EQ(errno_of(posix_process_tree_np(99999996, members, 8)), ESRCH);
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

TEST_F(UnmanagedTest, held_open_it_is_itself_or_nobody) {
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

} // namespace
