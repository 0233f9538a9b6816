// Targets under a debugger: they are asked, stopped and ended as others are, the debugger sees what it would see
// anyway, and a program with the library has its signals and its faults.
#include <posix/setjmp.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "kill/victim.h"

namespace {

using namespace psig_test;

struct Seen {
  DWORD code;
  bool first_chance;
};

// A debugger of the plainest kind: it lets the system's breakpoint at the start go by and handles nothing else. Debug
// events come to the thread that has made the process.
class Debugged {
public:
  // `early`: a signal for it while the debugger holds it before its first instruction.
  template <typename Start>
  explicit Debugged(Start start, int early = 0) : early_(early), debugger_([this, start] { debug(start); }) {
    WaitForSingleObject(made_, INFINITE);
  }
  ~Debugged() {
    child_->terminate();
    join();
    CloseHandle(made_);
  }
  Debugged(const Debugged &) = delete;
  Debugged &operator=(const Debugged &) = delete;

  Child *operator->() { return child_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_of(*child_); }
  bool answers() {
    child_->tell("ping");
    return child_->line() == "pong";
  }
  // After the end: the status that the debugger was told, and the exceptions.
  DWORD status() {
    join();
    return status_;
  }
  std::vector<Seen> seen() {
    join();
    return seen_;
  }

private:
  void join() {
    if (debugger_.joinable()) debugger_.join();
  }
  template <typename Start> void debug(Start start) {
    child_ = start();
    SetEvent(made_);
    DEBUG_EVENT event;
    bool begun = false;
    while (WaitForDebugEvent(&event, INFINITE)) {
      DWORD answer = DBG_CONTINUE;
      if (event.dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT) {
        CloseHandle(event.u.CreateProcessInfo.hFile);
        const int error = early_ != 0 ? errno_of(kill(pid(), early_)) : 0;
        EXPECT_EQ(error, 0);
      }
      if (event.dwDebugEventCode == LOAD_DLL_DEBUG_EVENT) CloseHandle(event.u.LoadDll.hFile);
      if (event.dwDebugEventCode == EXCEPTION_DEBUG_EVENT) {
        const DWORD code = event.u.Exception.ExceptionRecord.ExceptionCode;
        if (code == EXCEPTION_BREAKPOINT && !begun) begun = true;
        else {
          seen_.push_back({code, event.u.Exception.dwFirstChance != 0});
          answer = DBG_EXCEPTION_NOT_HANDLED;
        }
      }
      const bool over = event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT;
      if (over) status_ = event.u.ExitProcess.dwExitCode;
      ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer);
      if (over) return;
    }
  }

  const int early_;
  HANDLE made_ = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  std::unique_ptr<Child> child_;
  std::vector<Seen> seen_;
  DWORD status_ = 0;
  std::thread debugger_; // last: it uses the others
};

auto start_victim(const char *kind) {
  return [kind] {
    return std::make_unique<Child>(victim("console"), std::initializer_list<std::string>{kind},
                                   DEBUG_ONLY_THIS_PROCESS);
  };
}

class DebuggedTest : public VictimTest {};

TEST_F(DebuggedTest, each_request_arrives_as_its_event) {
  Debugged child(start_victim("tells"));
  ASSERT_TRUE(child->expect("ready"));
  EXPECT_EQ(errno_of(kill(child.pid(), 0)), 0);
  EXPECT_EQ(errno_of(kill(child.pid(), SIGUSR1)), ENOSYS);
  const struct {
    int signo, event;
  } expected[] = {{SIGINT, kCtrlC}, {SIGQUIT, kCtrlBreak}, {SIGTERM, kCtrlClose}, {SIGHUP, kCtrlClose}};
  for (const auto &[signo, number] : expected) {
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0) << signo;
    EXPECT_EQ(child->line(), event(number)) << signo;
  }
  EXPECT_TRUE(child.answers());
  child->tell("quit");
  EXPECT_EQ(child.status(), 0u);
  // The control routine tells a debugger of Ctrl-C and Ctrl-Break before it calls handlers. Nothing else happened.
  for (const Seen &one : child.seen())
    EXPECT_TRUE((one.code == DBG_CONTROL_C || one.code == DBG_CONTROL_BREAK) && one.first_chance) << one.code;
}

TEST_F(DebuggedTest, stops_goes_on_and_ends_with_its_status) {
  Debugged child(start_victim("threads"));
  ASSERT_TRUE(child->expect("ready"));
  ASSERT_EQ(errno_of(kill(child.pid(), SIGSTOP)), 0);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0); // when it goes on
  ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0);
  EXPECT_EQ(child->line(), event(kCtrlClose));
  EXPECT_TRUE(child.answers());
  ASSERT_EQ(errno_of(kill(child.pid(), SIGKILL)), 0);
  EXPECT_EQ(child.status(), 0xE0530089u);
  EXPECT_TRUE(child.seen().empty());
}

volatile sig_atomic_t g_got;
sigjmp_buf g_back;

CHILD(debugged_library) {
  struct sigaction action {};
  action.sa_handler = [](int) { g_got = 1; };
  sigaction(SIGUSR1, &action, nullptr);
  action.sa_handler = [](int) { siglongjmp(g_back, 1); };
  sigaction(SIGSEGV, &action, nullptr);
  say("ready");
  while (g_got == 0) {}
  say("handled");
  static int *volatile nowhere;
  if (sigsetjmp(g_back, 1) == 0) *nowhere = 1;
  say("recovered");
  pause(); // until the default action
  return 1;
}

CHILD(debugged_waiter) {
  pause();
  return 1;
}

auto start_role(const char *role) {
  return
      [role] { return std::make_unique<Child>(role, std::initializer_list<std::string>{}, DEBUG_ONLY_THIS_PROCESS); };
}

TEST_F(DebuggedTest, one_held_at_its_start_takes_its_signal_later) {
  Debugged child(start_role("debugged_waiter"), SIGTERM);
  EXPECT_EQ(child.status(), 0xE053008Fu);
}

TEST_F(DebuggedTest, library_s_signals_and_faults_are_its_own) {
  Debugged child(start_role("debugged_library"));
  ASSERT_TRUE(child->expect("ready"));
  ASSERT_EQ(errno_of(kill(child.pid(), SIGUSR1)), 0);
  EXPECT_EQ(child->line(), "handled");
  EXPECT_EQ(child->line(), "recovered");
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_EQ(child.status(), 0xE053008Fu);
  const std::vector<Seen> seen = child.seen();
  EXPECT_EQ(std::count_if(seen.begin(), seen.end(),
                          [](const Seen &one) { return one.code == EXCEPTION_ACCESS_VIOLATION && one.first_chance; }),
            1)
      << "the debugger has the first look";
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](const Seen &one) { return one.first_chance; }));
}

} // namespace
