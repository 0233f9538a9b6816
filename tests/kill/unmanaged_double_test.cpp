// kill() to processes without the library, with doubles for the system calls: what this system lacks.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "nt/process/target_calls.h"
#include "nt/module/imports.h"
#include "signal/engine.h"
#include "kill/keyboard.h"
#include "kill/victim.h"

namespace {

using namespace psig_test;

psig::nt::TargetFacts g_facts;
std::vector<std::string> g_done;
psig::Errno g_answer;
std::uint32_t g_second;
bool g_helper;
psig::Errno g_switch; // what switching Ctrl-C on comes to

class UnmanagedDoubleTest : public testing::Test {
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
    g_answer = g_switch = 0;
    psig::nt::g_target_calls = {true,
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
                                },
                                [](const psig::nt::Process &) {
                                  g_done.emplace_back("Ctrl-C on");
                                  return g_switch;
                                }};
    g_helper = false;
  }
  void TearDown() override { psig::nt::g_target_calls = real_; }
  static psig::Errno note(const std::string &what) {
    g_done.push_back(what);
    return g_answer;
  }

  Victim child{"tells"};

private:
  psig::nt::TargetCalls real_ = psig::nt::g_target_calls;
};

TEST_F(UnmanagedDoubleTest, leader_s_group_gets_the_documented_event) {
  g_facts.console_group = 1;
  for (const int signo : {SIGTERM, SIGQUIT, SIGINT, SIGHUP}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("group 1", "group 1", "inside 0", "inside 2"));
}

TEST_F(UnmanagedDoubleTest, member_s_group_never_does) {
  g_facts.console_group = 4711;
  for (const int signo : {SIGTERM, SIGQUIT, SIGINT}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("inside 2", "inside 1", "inside 0"));
}

TEST_F(UnmanagedDoubleTest, ctrl_c_is_switched_on_for_sigint_alone) {
  g_facts.console_group = 1;
  g_facts.ignores_ctrl_c = true;
  for (const int signo : {SIGINT, SIGHUP, SIGTERM}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on", "inside 0", "inside 2", "group 1"));
  g_done.clear();
  g_facts.same_machine = false;
  g_helper = true;
  EXPECT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on", "helper inside 0 32"));
}

TEST_F(UnmanagedDoubleTest, member_has_its_leader_s_switch_or_ignores_sigint) {
  g_facts.console_group = 4711;
  g_facts.ignores_ctrl_c = true;
  EXPECT_EQ(kill(child.pid(), SIGINT), 0); // of its own accord
  EXPECT_TRUE(g_done.empty());
  g_facts.leader_ignores_ctrl_c = true;
  EXPECT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on", "inside 0"));
}

TEST_F(UnmanagedDoubleTest, who_does_not_say_what_group_he_is_in_is_taken_for_a_leader) {
  g_facts.ignores_ctrl_c = true;
  EXPECT_EQ(kill(child.pid(), SIGINT), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on", "inside 0"));
}

TEST_F(UnmanagedDoubleTest, ctrl_c_that_cannot_be_switched_on_is_an_error_and_nothing_is_sent) {
  g_facts.ignores_ctrl_c = true;
  g_switch = EPERM;
  EXPECT_EQ(errno_of(kill(child.pid(), SIGINT)), EPERM);
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on"));
}

TEST_F(UnmanagedDoubleTest, failed_request_is_told_and_nothing_else_tried) {
  g_facts.console_group = 1;
  g_answer = EPERM;
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), EPERM);
  EXPECT_EQ(errno_of(kill(child.pid(), SIGHUP)), EPERM);
  EXPECT_EQ(g_done.size(), 2u);
  EXPECT_TRUE(child.answers());
}

// The key reaches who has Ctrl-C on, and under Wine no other group; those whom it does not reach get the signal.
TEST_F(UnmanagedDoubleTest, key_is_sent_on_to_whom_the_console_does_not_tell) {
  const psig::Record record{.signo = SIGINT};
  g_facts.console_group = static_cast<std::uint32_t>(child.pid());
  psig::nt::g_target_calls.group = [](const psig::nt::Process &process) {
    return process.pid == g_facts.console_group ? g_facts.console_group : 0;
  };
  {
    const psig::DeliveryGuard delivery;
    psig::keyboard_signal(child.pid(), record);
  }
  EXPECT_EQ(g_done.size(), psig::nt::under_wine() ? 1u : 0u);
  g_done.clear();
  g_facts.ignores_ctrl_c = true;
  {
    const psig::DeliveryGuard delivery;
    psig::keyboard_signal(child.pid(), record);
  }
  EXPECT_THAT(g_done, testing::ElementsAre("Ctrl-C on", "inside 0"));
}

// Each member for itself, the leader as well.
TEST_F(UnmanagedDoubleTest, group_is_signalled_member_by_member) {
  Victim other("tells");
  g_facts.console_group = static_cast<std::uint32_t>(child.pid());
  psig::nt::g_target_calls.group = [](const psig::nt::Process &process) {
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
TEST_F(UnmanagedDoubleTest, process_older_than_the_leader_is_no_member) {
  Victim later("tells");
  g_second = static_cast<std::uint32_t>(later.pid());
  g_facts.console_group = static_cast<std::uint32_t>(child.pid());
  psig::nt::g_target_calls.group = [](const psig::nt::Process &process) {
    return process.pid == g_facts.console_group || process.pid == g_second ? g_second : 0;
  };
  EXPECT_EQ(errno_of(killpg(later.pid(), SIGTERM)), 0);
  EXPECT_EQ(g_done.size(), 1u); // the later one itself
  EXPECT_TRUE(child.answers());
}

TEST_F(UnmanagedDoubleTest, system_process_is_refused) {
  g_facts = {};
  for (const int signo : {0, SIGTERM, SIGKILL}) EXPECT_EQ(errno_of(kill(child.pid(), signo)), EPERM);
  EXPECT_TRUE(g_done.empty());
  EXPECT_TRUE(child.answers());
}

TEST_F(UnmanagedDoubleTest, windows_are_asked_to_close) {
  g_facts.console_program = g_facts.has_console = g_facts.on_our_console = false;
  g_facts.windows = true;
  for (const int signo : {SIGTERM, SIGINT, SIGHUP}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("close", "close", "close"));
}

TEST_F(UnmanagedDoubleTest, other_architecture_is_refused_without_the_helper) {
  g_facts.same_machine = false;
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), ENOSYS);
  EXPECT_TRUE(g_done.empty());
  g_helper = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("helper inside 2 32"));
}

// A thread that is made in it would run at once on Windows; Wine's stands still with the others.
TEST_F(UnmanagedDoubleTest, suspended_one_s_thread_is_made_suspended) {
  g_facts.suspended = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  g_facts.same_machine = false;
  g_helper = true;
  EXPECT_EQ(kill(child.pid(), SIGTERM), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("inside 2 asleep", "helper asleep 2 32"));
}

HANDLE g_entered, g_let_go;

// What Wine's CreateRemoteThread() does then: it never returns.
TEST_F(UnmanagedDoubleTest, target_that_ends_while_the_thread_is_made_is_gone) {
  g_entered = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  g_let_go = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  psig::nt::g_target_calls.thread_may_hang = true;
  psig::nt::g_target_calls.event_inside = [](const psig::nt::Process &, unsigned, bool, psig::nt::Handle *) {
    SetEvent(g_entered);
    WaitForSingleObject(g_let_go, INFINITE);
    return 0; // some time in a later test, of which it must not say anything
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

TEST_F(UnmanagedDoubleTest, leader_on_another_console_by_the_helper) {
  g_facts.on_our_console = false;
  g_facts.console_group = 1;
  g_helper = true;
  for (const int signo : {SIGTERM, SIGINT}) EXPECT_EQ(kill(child.pid(), signo), 0);
  EXPECT_THAT(g_done, testing::ElementsAre("helper group 1", "inside 0"));
}

} // namespace
