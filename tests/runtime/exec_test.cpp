// What is Windows' own about exec: the shadow, and what others make of it.
#include <posix/unistd.h>

#include <string>

#include "kill/victim.h"

using namespace psig_test;

namespace {

int become(std::vector<std::string> args) {
  std::vector<char *> argv;
  for (std::string &arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  return 99;
}

std::string self() {
  char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, sizeof path);
  return path;
}

CHILD(becomes) { return become({self(), "--psig-child", argv[0]}); }
CHILD(becomes_other) { return become({argv[0], argv[1]}); }

// Says its pid and each signal it gets.
CHILD(tells) {
  const sigset_t set = set_of({SIGUSR1, SIGRTMIN, SIGRTMIN + 1, SIGTERM});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say(std::to_string(GetCurrentProcessId()));
  int signo = 0;
  while (signo != SIGTERM && sigwait(&set, &signo) == 0) say(std::to_string(signo));
  return 0;
}

// Starts a process, says the pids of both, and waits.
CHILD(starts_another) {
  char command[MAX_PATH + 32];
  snprintf(command, sizeof command, "\"%s\" --psig-child waits", self().c_str());
  STARTUPINFOA startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION made;
  if (!CreateProcessA(nullptr, command, nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &made)) return 1;
  say(std::to_string(GetCurrentProcessId()));
  say(std::to_string(made.dwProcessId));
  for (;;) pause();
}
CHILD(waits) {
  for (;;) pause();
}

HANDLE open_process(Child &child) {
  const HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, std::stoul(child.line()));
  EXPECT_NE(process, nullptr);
  return process;
}

} // namespace

TEST(Exec, who_ends_the_shadow_ends_the_program_and_nobody_else) {
  Child child("becomes", {"starts_another"});
  const HANDLE program = open_process(child), other = open_process(child);
  TerminateProcess(child.handle(), 7);
  EXPECT_EQ(WaitForSingleObject(program, 20000), WAIT_OBJECT_0);
  EXPECT_EQ(WaitForSingleObject(other, 0), static_cast<DWORD>(WAIT_TIMEOUT));
  TerminateProcess(other, 0);
  CloseHandle(program), CloseHandle(other);
}

TEST(Exec, a_tree_hears_once) {
  Child child("becomes", {"tells"});
  (void)child.line();
  ASSERT_EQ(posix_kill_tree_np(pid_of(child), SIGRTMIN, 0), 0);
  ASSERT_EQ(kill(pid_of(child), SIGRTMIN + 1), 0);
  EXPECT_EQ(child.line(), "34");
  EXPECT_EQ(child.line(), "35"); // and no second 34, which would come first
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.wait(), 0u);
}

TEST(Exec, a_program_without_the_library) {
  Child child("becomes_other", {victim("console").path, "ends"});
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
  ASSERT_EQ(kill(pid_of(child), SIGCONT), 0);
  child.tell("ping");
  EXPECT_TRUE(child.expect("pong"));
  ASSERT_EQ(kill(pid_of(child), SIGKILL), 0);
  EXPECT_EQ(static_cast<unsigned char>(child.wait()), 128 + SIGKILL);
}

// A mailbox that names a process which is not its owner's child is not believed.
TEST(Exec, a_lie_leads_nobody_astray) {
  Child liar("tells"), bystander("tells");
  (void)liar.line(), (void)bystander.line();
  psig::nt::Section section;
  auto *box = static_cast<psig::Mailbox *>(open_mailbox(liar.handle(), &section));
  ASSERT_NE(box, nullptr);
  box->exec_created.store(created_at(bystander.handle()));
  box->exec_pid.store(bystander.pid());
  ASSERT_EQ(kill(pid_of(liar), SIGUSR1), 0);
  EXPECT_EQ(liar.line(), "10");
  ASSERT_EQ(kill(pid_of(bystander), SIGTERM), 0);
  EXPECT_EQ(bystander.line(), "15");
  ASSERT_EQ(kill(pid_of(liar), SIGTERM), 0);
  psig::nt::section_close(&section);
}
