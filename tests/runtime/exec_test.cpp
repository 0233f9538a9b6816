// What is Windows' own about exec: the shadow, and what others make of it.
#include <posix/unistd.h>

#include <functional>
#include <optional>
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
CHILD(leads_and_becomes) {
  setpgid(0, 0);
  return argc > 1 ? become({self(), "--psig-child", argv[0], argv[1]}) : become({self(), "--psig-child", argv[0]});
}
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

CHILD(leaves_and_tells) {
  setpgid(0, 0);
  return child_main_tells(argc, argv);
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

// A shadow's mailbox, made as it was before it told its program: what comes to it goes on to that all the same.
class Untold {
public:
  explicit Untold(Child &child) : box_(static_cast<psig::Mailbox *>(open_mailbox(child.handle(), &section_))) {
    if (box_ == nullptr) std::abort();
    box_->exec_pid.store(0);
  }
  ~Untold() { psig::nt::section_close(&section_); }
  Untold(const Untold &) = delete;
  Untold &operator=(const Untold &) = delete;

private:
  psig::nt::Section section_;
  psig::Mailbox *box_;
};

// Two signals of which each would be told as often as it came, and the first first.
void hears_once(Child &child, const std::function<int(int)> &send) {
  EXPECT_EQ(send(SIGRTMIN), 0);
  EXPECT_EQ(send(SIGRTMIN + 1), 0);
  EXPECT_EQ(child.line(), "34");
  EXPECT_EQ(child.line(), "35");
  EXPECT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.line(), "15");
  EXPECT_EQ(child.wait(), 0u);
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

TEST(Exec, a_group_hears_once) {
  Child child("leads_and_becomes", {"tells"});
  (void)child.line();
  hears_once(child, [&](int signo) { return killpg(pid_of(child), signo); });
}

TEST(Exec, a_group_hears_once_before_the_program_is_told) {
  Child child("leads_and_becomes", {"tells"});
  (void)child.line();
  const Untold shadow(child);
  hears_once(child, [&](int signo) { return killpg(pid_of(child), signo); });
}

TEST(Exec, a_group_hears_once_through_two_of_them) {
  for (const bool told : {true, false}) {
    Child child("leads_and_becomes", {"becomes", "tells"});
    (void)child.line();
    std::optional<Untold> shadow;
    if (!told) shadow.emplace(child);
    hears_once(child, [&](int signo) { return killpg(pid_of(child), signo); });
  }
}

TEST(Exec, a_tree_hears_once_before_the_program_is_told) {
  Child child("becomes", {"tells"});
  (void)child.line();
  const Untold shadow(child);
  hears_once(child, [&](int signo) { return posix_kill_tree_np(pid_of(child), signo, 0); });
}

// The shadow stays in the group, and stands for nobody there.
TEST(Exec, a_program_that_has_left_the_group_hears_nothing_of_it) {
  Child child("leads_and_becomes", {"leaves_and_tells"});
  const pid_t program = std::stoi(child.line());
  (void)killpg(pid_of(child), SIGRTMIN);
  EXPECT_EQ(killpg(program, SIGRTMIN + 1), 0);
  EXPECT_EQ(child.line(), "35");
  EXPECT_EQ(kill(program, SIGTERM), 0);
  EXPECT_EQ(child.line(), "15");
  EXPECT_EQ(child.wait(), 0u);
}

TEST(Exec, sigkill_for_the_group_ends_both) {
  Child child("leads_and_becomes", {"tells"});
  const HANDLE program = OpenProcess(SYNCHRONIZE, FALSE, std::stoul(child.line()));
  const Untold shadow(child);
  EXPECT_EQ(killpg(pid_of(child), SIGKILL), 0);
  EXPECT_EQ(WaitForSingleObject(program, 20000), WAIT_OBJECT_0);
  (void)child.wait();
  CloseHandle(program);
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
