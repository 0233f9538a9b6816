// Children as only Windows has them: handles, other people's processes, and very many at once.
#include "base/exit_status.h"
#include "process/spawned.h"
#include "support/thread_count.h"

#include <algorithm>

#include <fcntl.h>
#include <io.h>

namespace {

using namespace psig_test;

CHILD(ends) { return std::atoi(argv[0]); }
CHILD(status) { ExitProcess(static_cast<unsigned>(std::strtoul(argv[0], nullptr, 16))); }
CHILD(raises) { return raise(std::atoi(argv[0])); }
CHILD(waits_for_event) {
  const HANDLE event = OpenEventA(SYNCHRONIZE, FALSE, argv[0]);
  WaitForSingleObject(event, INFINITE);
  return 0;
}
CHILD(has_handle) {
  DWORD flags;
  return GetHandleInformation(reinterpret_cast<HANDLE>(std::strtoull(argv[0], nullptr, 16)), &flags) != 0 ? 1 : 0;
}
CHILD(writes) {
  const std::string text = "fd " + std::string(argv[0]);
  return _write(std::atoi(argv[0]), text.data(), static_cast<unsigned>(text.size())) > 0 ? 0 : 1;
}

class Event {
public:
  Event() : name_("psig-children-" + std::to_string(getpid())) {
    handle_ = CreateEventA(nullptr, TRUE, FALSE, name_.c_str());
  }
  ~Event() { CloseHandle(handle_); }
  Event(const Event &) = delete;
  Event &operator=(const Event &) = delete;
  void set() const { SetEvent(handle_); }
  [[nodiscard]] const std::string &name() const { return name_; }

private:
  std::string name_;
  HANDLE handle_;
};

DWORD handles_open() {
  DWORD count = 0;
  GetProcessHandleCount(GetCurrentProcess(), &count);
  return count;
}

// All alive at the same time, more than one wait can hold; then all gone.
TEST(Children, very_many_at_once) {
  const int count = scaled(1000, 200);
  EXPECT_EQ(wait_status_of(spawn_role("ends", {"0"})), 0); // what is made once is made
  const DWORD handles_before = handles_open();
  const int threads_before = psig_test::thread_count();
  const Event go;
  std::vector<pid_t> pids;
  for (int n = 0; n < count; ++n) {
    pids.push_back(spawn_role("waits_for_event", {go.name()}));
    ASSERT_GT(pids.back(), 0) << n;
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), 0);
  EXPECT_LE(psig_test::thread_count(), threads_before + count / 63 + 1) << "no thread for each";
  go.set();
  std::vector<pid_t> ended;
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, 0)) > 0;) {
    EXPECT_EQ(status, 0);
    ended.push_back(pid);
  }
  EXPECT_EQ(errno, ECHILD);
  std::sort(pids.begin(), pids.end());
  std::sort(ended.begin(), ended.end());
  EXPECT_EQ(ended, pids);
  EXPECT_LE(psig_test::thread_count(), threads_before + count / 63 + 1);
  EXPECT_LE(handles_open(), handles_before + static_cast<DWORD>(count) / 10) << "of the threads and of peers at most";
}

TEST(Children, nothing_is_left_behind) {
  EXPECT_EQ(wait_status_of(spawn_role("ends", {"0"})), 0); // what is made once is made
  const DWORD before = handles_open();
  for (int n = 0; n < 20; ++n) EXPECT_EQ(WEXITSTATUS(wait_status_of(spawn_role("ends", {"7"}))), 7);
  for (int n = 0; n < 20; ++n) EXPECT_EQ(spawn_program("C:\\no\\such.exe", {}), -ENOENT);
  EXPECT_LE(handles_open(), before + 5) << "of peers at most";
}

TEST(Children, every_exit_code_comes_back) {
  struct {
    const char *code;
    int status;
  } const cases[] = {{"0", 0},
                     {"103", 3 << 8},
                     {"100", 0xFF << 8},
                     {"c0000005", SIGSEGV},
                     {"c000013a", SIGINT},
                     {"e053008f", SIGTERM},
                     {"e0531086", SIGABRT | 0x80},
                     {"c0000409", SIGABRT}};
  for (const auto &c : cases) EXPECT_EQ(wait_status_of(spawn_role("status", {c.code})), c.status) << c.code;
  siginfo_t info;
  const pid_t child = spawn_role("status", {"12345678"});
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED), 0);
  EXPECT_EQ(info.si_status, 0x12345678);
}

TEST(Children, one_without_the_library) {
  const pid_t child = spawn_program("C:\\windows\\system32\\cmd.exe", {"/c", "exit 5"});
  ASSERT_GT(child, 0);
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 5);
  EXPECT_EQ(WEXITSTATUS(wait_status_of(spawn_program("cmd", {"/c", "exit 6"}, true))), 6) << "by PATH, and .exe";
}

// A standard input that never ends while it lives, whatever the test's own is: at the end of its input cmd exits.
class EndlessInput {
public:
  EndlessInput() : former_(_dup(0)) {
    _pipe(ends_, 512, _O_NOINHERIT);
    _dup2(ends_[0], 0);
  }
  ~EndlessInput() {
    _dup2(former_, 0);
    for (const int fd : {former_, ends_[0], ends_[1]}) _close(fd);
  }
  EndlessInput(const EndlessInput &) = delete;
  EndlessInput &operator=(const EndlessInput &) = delete;

private:
  int former_, ends_[2];
};

TEST(Children, one_without_the_library_is_seen_to_stop_and_go_on) {
  const EndlessInput input;
  int status = 0;
  const pid_t child = spawn_program("cmd", {"/k"}, true);
  ASSERT_EQ(kill(child, SIGSTOP), 0);
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  EXPECT_TRUE(WIFSTOPPED(status));
  ASSERT_EQ(kill(child, SIGCONT), 0);
  ASSERT_EQ(waitpid(child, &status, WCONTINUED), child);
  EXPECT_TRUE(WIFCONTINUED(status));
  ASSERT_EQ(kill(child, SIGKILL), 0);
  EXPECT_EQ(wait_status_of(child), SIGKILL);
}

TEST(Children, cmd_passes_a_signals_death_on) {
  FILE *script = std::fopen("children_test.bat", "wb");
  std::fprintf(script, "@\"%s\" --psig-child status e053008f\r\n@exit %%ERRORLEVEL%%\r\n", own_path().c_str());
  std::fclose(script);
  EXPECT_EQ(spawn_program("children_test.bat", {}), -ENOEXEC) << "but not as a program: cmd parses arguments anew";
  EXPECT_EQ(wait_status_of(spawn_program("cmd", {"/c", "children_test.bat"}, true)), SIGTERM);
  std::remove("children_test.bat");
}

TEST(Children, one_made_by_other_means_is_adopted) {
  Child child("ends", {"9"});
  EXPECT_EQ(WEXITSTATUS(wait_status_of(static_cast<pid_t>(child.pid()))), 9);
  EXPECT_EQ(waitpid(static_cast<pid_t>(child.pid()), nullptr, 0), -1) << "once";
  EXPECT_EQ(errno, ECHILD);
}

TEST(Children, one_that_had_ended_before_is_adopted_too) {
  Child child("ends", {"8"});
  child.wait();
  int status = 0;
  EXPECT_EQ(waitpid(static_cast<pid_t>(child.pid()), &status, WNOHANG), static_cast<pid_t>(child.pid()));
  EXPECT_EQ(WEXITSTATUS(status), 8);
}

CHILD(answers) {
  say("ready");
  while (!hear().empty()) say("heard");
  return 0;
}

// What it did before anybody named it has been told to nobody.
TEST(Children, one_that_had_stopped_before_is_adopted_as_stopped) {
  for (const bool continued : {false, true}) {
    Child child("answers");
    ASSERT_TRUE(child.expect("ready"));
    const auto pid = static_cast<pid_t>(child.pid());
    ASSERT_EQ(kill(pid, SIGSTOP), 0);
    posix_process_status state = {};
    while (state.state != POSIX_PROCESS_STOPPED) ASSERT_EQ(posix_process_status_np(pid, &state), 0);
    if (continued) {
      ASSERT_EQ(kill(pid, SIGCONT), 0);
      child.tell("are you there?");
      ASSERT_EQ(child.line(), "heard");
    }
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, WUNTRACED | WCONTINUED), pid);
    EXPECT_TRUE(continued ? WIFCONTINUED(status) : WIFSTOPPED(status));
    EXPECT_EQ(waitpid(pid, nullptr, WUNTRACED | WCONTINUED | WNOHANG), 0) << "once";
    kill(pid, SIGKILL);
    EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
  }
}

// adr/0011: not before somebody has named it.
TEST(Children, one_made_by_other_means_is_no_child_of_wait_until_it_is_named) {
  const Event go;
  Child child("waits_for_event", {go.name()});
  const auto pid = static_cast<pid_t>(child.pid());
  EXPECT_EQ(waitpid(-1, nullptr, 0), -1) << "it is not waited for";
  EXPECT_EQ(errno, ECHILD);
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), 0);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), 0) << "now there is one";
  sigset_t chld;
  sigemptyset(&chld);
  sigaddset(&chld, SIGCHLD);
  sigprocmask(SIG_BLOCK, &chld, nullptr);
  go.set();
  siginfo_t info = {};
  while (info.si_pid != pid) ASSERT_EQ(sigwaitinfo(&chld, &info), SIGCHLD);
  EXPECT_EQ(info.si_code, CLD_EXITED);
  sigprocmask(SIG_UNBLOCK, &chld, nullptr);
  int status = -1;
  EXPECT_EQ(wait(&status), pid);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(child.wait(), 0u) << "and its maker has its handle still";
}

// The command processor's ERRORLEVEL is the whole status, with the sign that it gives it.
TEST(Children, cmd_sees_the_whole_status) {
  FILE *script = std::fopen("children_level.bat", "wb");
  std::fprintf(script, "@\"%s\" --psig-child raises %%1\r\n@if %%ERRORLEVEL%%==%%2 exit 21\r\n@exit 22\r\n",
               own_path().c_str());
  std::fclose(script);
  for (const int sig : {SIGTERM, SIGKILL, SIGUSR1, SIGINT}) {
    const auto status = static_cast<std::int32_t>(psig::exit_status_of_signal(sig, false));
    const pid_t cmd =
        spawn_program("cmd", {"/c", "children_level.bat", std::to_string(sig), std::to_string(status)}, true);
    EXPECT_EQ(WEXITSTATUS(wait_status_of(cmd)), 21) << sig;
  }
  std::remove("children_level.bat");
}

CHILD(has_a_child) {
  Child grandchild("waits_for_event", {argv[0]});
  say(std::to_string(grandchild.pid()));
  return static_cast<int>(grandchild.wait());
}

TEST(Children, a_grandchild_is_no_child) {
  const Event go;
  Child child("has_a_child", {go.name()});
  const pid_t grandchild = std::atoll(child.line().c_str());
  ASSERT_GT(grandchild, 0);
  EXPECT_EQ(waitpid(grandchild, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  go.set();
}

TEST(Children, only_what_is_asked_for_is_inherited) {
  SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), nullptr, TRUE};
  const HANDLE event = CreateEventA(&inheritable, FALSE, FALSE, nullptr);
  // Far above what a new process opens by itself.
  HANDLE high = event;
  std::vector<HANDLE> fill;
  while (reinterpret_cast<std::uintptr_t>(high) < 0x1000) {
    DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &high, 0, TRUE, DUPLICATE_SAME_ACCESS);
    fill.push_back(high);
  }
  char text[32];
  std::snprintf(text, sizeof(text), "%llx", static_cast<unsigned long long>(reinterpret_cast<std::uintptr_t>(high)));
  EXPECT_EQ(WEXITSTATUS(wait_status_of(spawn_role("has_handle", {text}))), 0);
  for (const HANDLE handle : fill) CloseHandle(handle);
  CloseHandle(event);
}

TEST(Children, descriptors_above_2_are_inherited_unless_they_say_no) {
  int ends[2];
  ASSERT_EQ(_pipe(ends, 4096, _O_BINARY), 0);
  const pid_t child = spawn_role("writes", {std::to_string(ends[1])});
  char text[32] = {};
  EXPECT_GT(_read(ends[0], text, sizeof(text) - 1), 0);
  EXPECT_EQ(text, "fd " + std::to_string(ends[1]));
  EXPECT_EQ(wait_status_of(child), 0);
  _close(ends[0]);
  _close(ends[1]);
  ASSERT_EQ(_pipe(ends, 4096, _O_BINARY | _O_NOINHERIT), 0);
  EXPECT_NE(wait_status_of(spawn_role("writes", {std::to_string(ends[1])})), 0);
  _close(ends[1]);
  EXPECT_EQ(_read(ends[0], text, 1), 0) << "nobody has the other end";
  _close(ends[0]);
}

} // namespace
