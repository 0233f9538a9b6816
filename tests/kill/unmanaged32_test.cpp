// kill() between programs of 32 and 64 bits: a 32-bit target is asked through the helper of its architecture, and a
// 32-bit program asks by kill.exe. Not run where the system runs no 32-bit programs.
#include "nt/process/target_calls.h"
#include "kill/victim.h"

namespace {

using namespace psig_test;

bool exists(const std::string &path) { return GetFileAttributesA(path.c_str()) != INVALID_FILE_ATTRIBUTES; }

// 0, or why the system does not start one: Wine may have its part for them while the kernel under it has none. Twice,
// for Wine's server now and then loses one that is only starting (docs/wine.md).
DWORD error_of_start(const std::string &path) {
  for (int once_more = 1;; --once_more) {
    STARTUPINFOA start{};
    start.cb = sizeof start;
    PROCESS_INFORMATION made{};
    if (CreateProcessA(path.c_str(), nullptr, nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start,
                       &made)) {
      TerminateProcess(made.hProcess, 0);
      CloseHandle(made.hThread);
      CloseHandle(made.hProcess);
      return 0;
    }
    if (once_more == 0) return GetLastError();
  }
}

// Why not, or nothing.
std::string obstacle() {
  char directory[MAX_PATH] = "";
  GetSystemWow64DirectoryA(directory, sizeof directory);
  const std::string system = std::string(directory) + "\\kernel32.dll";
  if (directory[0] == '\0' || !exists(system))
    return "unmanaged32: not run: this system runs no 32-bit programs: there is no " + system;
  if (!exists(victim("console32").path)) return "unmanaged32: not run: no i686-w64-mingw32-gcc to build for";
  static const DWORD error = error_of_start(victim("console32").path);
  if (error != 0)
    return "unmanaged32: not run: this system starts no 32-bit programs: error " + std::to_string(error) +
           " of CreateProcess()";
  return {};
}

class Unmanaged32Test : public VictimTest {
protected:
  void SetUp() override {
    VictimTest::SetUp();
    if (const std::string reason = obstacle(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

class Victim32 : public Victim {
public:
  explicit Victim32(const char *kind, unsigned flags = 0) : Victim(kind, flags, nullptr, "console32") {}
};

TEST_F(Unmanaged32Test, each_request_arrives_as_its_event) {
  Victim32 child("tells");
  const struct {
    int signo, event;
  } expected[] = {
      {SIGINT, kCtrlC}, {SIGQUIT, kCtrlBreak}, {SIGBREAK, kCtrlBreak}, {SIGTERM, kCtrlClose}, {SIGHUP, kCtrlClose}};
  for (const auto &[signo, number] : expected) {
    struct posix_kill_plan plan;
    ASSERT_EQ(posix_kill_explain_np(child.pid(), signo, &plan), 0);
    EXPECT_EQ(plan.action, POSIX_KILL_EVENT);
    EXPECT_THAT(plan.target, testing::HasSubstr("of another architecture"));
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0) << signo;
    EXPECT_EQ(child.event(), event(number)) << signo;
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(errno_of(kill(child.pid(), 0)), 0);
  EXPECT_EQ(errno_of(kill(child.pid(), SIGUSR1)), ENOSYS);
  EXPECT_TRUE(child.answers());
  child.tell("quit");
  EXPECT_EQ(child.wait(), 0u);
}

TEST_F(Unmanaged32Test, neighbours_on_the_console_get_nothing) {
  Victim32 neighbour("tells"), child("tells");
  Victim other("tells");
  for (const int signo : {SIGINT, SIGTERM, SIGQUIT}) {
    ASSERT_EQ(kill(child.pid(), signo), 0);
    EXPECT_THAT(child.event(), testing::StartsWith("event"));
  }
  EXPECT_TRUE(neighbour.answers());
  EXPECT_TRUE(other.answers());
}

// What it has switched off is in its own, 32-bit parameters.
TEST_F(Unmanaged32Test, one_that_ignores_ctrl_c_gets_the_others) {
  Victim32 child("ignores"), leader("tells", CREATE_NEW_PROCESS_GROUP), detached("tells", DETACHED_PROCESS);
  ASSERT_EQ(errno_of(kill(leader.pid(), SIGINT)), 0);
  EXPECT_EQ(leader.event(), event(kCtrlC));
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  ASSERT_EQ(errno_of(kill(detached.pid(), SIGTERM)), 0);
  EXPECT_EQ(detached.event(), event(kCtrlClose));
}

TEST_F(Unmanaged32Test, one_without_a_handler_ends) {
  for (const int signo : {SIGINT, SIGTERM}) {
    Victim32 child("plain");
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0);
    unsigned long code = 0;
    EXPECT_TRUE(child.wait_for(30'000, &code)) << signo;
  }
}

TEST_F(Unmanaged32Test, stops_is_asked_goes_on_and_ends) {
  Victim32 child("threads");
  ASSERT_EQ(errno_of(kill(child.pid(), SIGSTOP)), 0);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0); // takes it when it goes on, and stands still until then
  struct posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(child.pid(), SIGTERM, &plan), 0);
  EXPECT_THAT(plan.target, testing::HasSubstr("suspended"));
  ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  ASSERT_EQ(kill(child.pid(), SIGKILL), 0);
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST_F(Unmanaged32Test, windows_are_asked_to_close_and_what_takes_no_request_is_ended) {
  Child child(victim("windowed32"), {"window"}), plain(victim("windowed32"), {"tells"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_TRUE(plain.expect("ready"));
  ASSERT_EQ(errno_of(kill(pid_of(child), SIGTERM)), 0);
  EXPECT_EQ(child.line(), "close");
  EXPECT_EQ(child.wait(), 7u);
  ASSERT_EQ(errno_of(kill(pid_of(plain), SIGTERM)), 0);
  EXPECT_EQ(plain.wait(), 0xE053008Fu);
}

TEST_F(Unmanaged32Test, it_is_refused_without_the_helper) {
  Victim32 child("tells");
  psig::nt::g_target_calls.helper_there = [](bool) { return false; };
  EXPECT_EQ(errno_of(kill(child.pid(), SIGTERM)), ENOSYS);
  psig::nt::g_target_calls.helper_there = psig::nt::helper_there;
  EXPECT_TRUE(child.answers());
}

TEST_F(Unmanaged32Test, helper_tells_it_from_another_process) {
  Victim32 child("tells");
  psig::nt::Process process;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process), 0);
  ++process.created;
  EXPECT_EQ(psig::nt::helper_run(L"inside", process, kCtrlC, true), ESRCH);
  --process.created;
  psig::nt::process_close(&process);
  EXPECT_TRUE(child.answers());
}

// The other direction: kill.exe, started by a 32-bit program, on a 64-bit one, on a 32-bit one, and on its own parent.
TEST_F(Unmanaged32Test, one_kills_others_by_kill_exe) {
  Victim32 sender("tells"), narrow("tells");
  Victim wide("tells");
  std::string kill_exe = victim("console").path;
  for (int i = 0; i < 3; ++i) kill_exe.erase(kill_exe.find_last_of('\\'));
  kill_exe += "\\..\\..\\tools\\kill.exe"; // it was .../tests/kill
  const auto run = [&](const char *signal, const Victim &target) {
    sender.tell("run \"" + kill_exe + "\" -" + signal + " " + std::to_string(target.pid()));
  };
  run("TERM", wide);
  EXPECT_EQ(sender.line(), "ran 0");
  EXPECT_EQ(wide.event(), event(kCtrlClose));
  run("INT", narrow);
  EXPECT_EQ(sender.line(), "ran 0");
  EXPECT_EQ(narrow.event(), event(kCtrlC));
  run("QUIT", sender);
  const std::string first = sender.line(), second = sender.line(); // which comes first is open
  EXPECT_THAT((std::vector{first, second}), testing::UnorderedElementsAre("ran 0", event(kCtrlBreak)));
  EXPECT_TRUE(sender.answers());
}

} // namespace
