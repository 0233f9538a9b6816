// Process groups between processes: what is inherited, setpgid(), and kill() of groups.
#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "mailbox/support.h"

namespace {

using namespace psig_test;

const BlockedFromStart g_blocked{SIGUSR1};

// With an argument: in that group, 0 for one of its own.
CHILD(member) {
  if (argc > 0 && setpgid(0, std::stoll(argv[0])) != 0) return 1;
  const sigset_t set = set_of({SIGUSR1, SIGTERM});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready " + std::to_string(getpgrp()) + " " + std::to_string(getsid(0)));
  int signo = 0;
  while (signo != SIGTERM && sigwait(&set, &signo) == 0) say(std::to_string(signo));
  return 0;
}

std::string ready() { return "ready " + std::to_string(getpgrp()) + " " + std::to_string(getsid(0)); }

TEST(Group, is_inherited_and_read_by_others) {
  Child child("member");
  ASSERT_EQ(child.line(), ready());
  EXPECT_EQ(getpgid(pid_of(child)), getpgrp());
  EXPECT_EQ(getsid(pid_of(child)), getsid(0));
  EXPECT_EQ(getpgid(0), getpgrp());
}

CHILD(inherited) {
  struct sigaction usr1 = {}, usr2 = {};
  sigaction(SIGUSR1, nullptr, &usr1);
  sigaction(SIGUSR2, nullptr, &usr2);
  say("ready " + std::to_string(getpgrp()) + " " + std::to_string(getsid(0)));
  say(std::string(usr1.sa_handler == SIG_IGN ? "ignored " : "not ") + (usr2.sa_handler == SIG_DFL ? "default" : "not"));
  return 0;
}

std::string self_path() {
  char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, sizeof path);
  return path;
}

// XSH exec: ignored signals stay ignored, handled ones become the default again. cmd.exe knows nothing of either.
TEST(Group, and_ignored_signals_pass_through_a_program_without_the_library) {
  ASSERT_NE(signal(SIGUSR1, SIG_IGN), SIG_ERR);
  ASSERT_NE(signal(SIGUSR2, [](int) {}), SIG_ERR);
  Child shell(Child::Program{"C:\\windows\\system32\\cmd.exe"}, {"/c", self_path(), "--psig-child", "inherited"});
  EXPECT_EQ(shell.line(), ready());
  EXPECT_EQ(shell.line(), "ignored default");
  EXPECT_EQ(shell.wait(), 0u);
  Child child("inherited");
  EXPECT_EQ(child.line(), ready());
  EXPECT_EQ(child.line(), "ignored default");
  signal(SIGUSR1, SIG_DFL), signal(SIGUSR2, SIG_DFL);
}

std::string ready_in(pid_t group) { return "ready " + std::to_string(group) + " " + std::to_string(getsid(0)); }

TEST(Group, its_members_are_signalled_together) {
  Child leader("member", {"0"}), other("member");
  ASSERT_EQ(leader.line(), ready_in(pid_of(leader)));
  ASSERT_EQ(other.line(), ready());
  Child second("member", {std::to_string(leader.pid())});
  ASSERT_EQ(second.line(), ready_in(pid_of(leader)));
  EXPECT_EQ(getpgid(pid_of(second)), pid_of(leader));
  ASSERT_EQ(kill(-pid_of(leader), 0), 0);
  ASSERT_EQ(kill(-pid_of(leader), SIGUSR1), 0);
  EXPECT_EQ(leader.line(), "10");
  EXPECT_EQ(second.line(), "10");
  ASSERT_EQ(killpg(pid_of(leader), SIGTERM), 0);
  EXPECT_EQ(leader.line(), "15");
  EXPECT_EQ(second.line(), "15");
  EXPECT_EQ(leader.wait(), 0u);
  EXPECT_EQ(second.wait(), 0u);
  EXPECT_EQ(errno_of(kill(-pid_of(leader), 0)), ESRCH) << "nobody is left in it";
  ASSERT_EQ(kill(pid_of(other), SIGTERM), 0);
  EXPECT_EQ(other.line(), "15") << "and not 10: it was in another group";
}

TEST(Group, pid_0_is_the_own_group_and_ones_self) {
  const sigset_t set = set_of({SIGUSR1});
  Child child("member");
  ASSERT_EQ(child.line(), ready());
  ASSERT_EQ(kill(0, SIGUSR1), 0);
  EXPECT_EQ(child.line(), "10");
  siginfo_t info;
  ASSERT_EQ(sigwaitinfo(&set, &info), SIGUSR1);
  EXPECT_EQ(info.si_pid, getpid());
}

TEST(Group, errors) {
  EXPECT_EQ(errno_of(setpgid(0, -1)), EINVAL);
  EXPECT_EQ(errno_of(setpgid(3, 0)), ESRCH);
  EXPECT_EQ(getpgid(3), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_EQ(getsid(-5), -1);
  EXPECT_EQ(errno, ESRCH);
  Child child("member");
  ASSERT_EQ(child.line(), ready());
  EXPECT_EQ(errno_of(setpgid(0, 0x7FFFFFFC)), EPERM) << "no such group";
  EXPECT_EQ(errno_of(setpgid(-7, 0)), EINVAL);
  EXPECT_EQ(errno_of(setpgid(-7, 5)), ESRCH);
  EXPECT_EQ(errno_of(setpgid(pid_of(child), 0)), EACCES) << "it runs its image already, as after exec";
  const Unmanaged unmanaged;
  EXPECT_EQ(errno_of(setpgid(unmanaged.pid(), 0)), EACCES);
}

// In a group of processes of its own, so that -1 finds no test that runs at the same time.
TEST(Group, minus_1_is_everybody_but_the_caller) {
  Child child("member");
  ASSERT_EQ(child.line(), ready());
  EXPECT_EQ(kill(-1, 0), 0);
}

TEST(Group, every_one_of_many_is_reached_once) {
  const int count = std::getenv("PSIG_FULL") != nullptr ? 200 : 40;
  std::vector<std::unique_ptr<Child>> members;
  members.push_back(std::make_unique<Child>("member", std::initializer_list<std::string>{"0"}));
  const std::string leader = std::to_string(members[0]->pid());
  ASSERT_EQ(members[0]->line(), ready_in(pid_of(*members[0])));
  for (int i = 1; i < count; ++i)
    members.push_back(std::make_unique<Child>("member", std::initializer_list<std::string>{leader}));
  for (int i = 1; i < count; ++i)
    ASSERT_EQ(members[static_cast<std::size_t>(i)]->line(), ready_in(pid_of(*members[0])));
  ASSERT_EQ(killpg(pid_of(*members[0]), SIGUSR1), 0);
  ASSERT_EQ(killpg(pid_of(*members[0]), SIGTERM), 0);
  for (const auto &member : members) {
    EXPECT_EQ(member->line(), "10");
    EXPECT_EQ(member->line(), "15");
    EXPECT_EQ(member->wait(), 0u);
  }
}

CHILD(session) {
  const pid_t before = getpgrp();
  const pid_t sid = setsid();
  say(std::to_string(errno_of(static_cast<int>(sid < 0 ? -1 : 0))));
  say(sid == getpid() && getpgrp() == sid && getsid(0) == sid && before != sid ? "leads" : "does not lead");
  say(std::to_string(errno_of(setsid() < 0 ? -1 : 0)));
  hear();
  return 0;
}

TEST(Group, setsid_makes_a_session_once) {
  Child child("session");
  EXPECT_EQ(child.line(), "0");
  EXPECT_EQ(child.line(), "leads");
  EXPECT_EQ(child.line(), std::to_string(EPERM)) << "it leads a group now";
  EXPECT_EQ(getsid(pid_of(child)), pid_of(child));
  EXPECT_EQ(errno_of(setpgid(pid_of(child), pid_of(child))), EPERM) << "a session leader stays where it is";
  EXPECT_EQ(errno_of(killpg(pid_of(child), SIGKILL)), 0);
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

} // namespace
