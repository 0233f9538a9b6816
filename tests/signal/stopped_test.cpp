// XSH 2.4.3: while a process is stopped no handler of it runs, on the surrogate neither.
#include <posix/sys/wait.h>

#include <string>

#include "signal/threads.h"
#include "support/child.h"

using namespace psig_test;

namespace {

HANDLE g_ran;

HANDLE event_of(unsigned long parent) {
  return CreateEventA(nullptr, FALSE, FALSE, ("psig-stopped-test-" + std::to_string(parent)).c_str());
}

// Its only thread sits in a read that nobody ends: what comes is the surrogate's after a millisecond.
CHILD(sleeper) {
  g_ran = event_of(std::stoul(argv[0]));
  posix_signal_grace_np(1);
  handle(SIGUSR1, [](int) { SetEvent(g_ran); });
  say("ready");
  hear();
  return 0;
}

bool ran(DWORD milliseconds) { return WaitForSingleObject(g_ran, milliseconds) == WAIT_OBJECT_0; }

void stop_and_continue(pid_t pid) {
  int status = 0;
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  ASSERT_EQ(waitpid(pid, &status, WUNTRACED), pid);
  ASSERT_TRUE(WIFSTOPPED(status));
  EXPECT_FALSE(ran(0));
  ASSERT_EQ(kill(pid, SIGUSR1), 0);
  EXPECT_FALSE(ran(300)) << "a handler ran while the process was stopped";
  ASSERT_EQ(kill(pid, SIGCONT), 0);
  EXPECT_TRUE(ran(30'000));
}

} // namespace

TEST(stopped, no_handler_runs) {
  const unsigned long self = GetCurrentProcessId();
  g_ran = event_of(self);
  Child child("sleeper", {std::to_string(self)});
  ASSERT_TRUE(child.expect("ready"));
  const auto pid = static_cast<pid_t>(child.pid());
  stop_and_continue(pid); // before there is a surrogate
  ASSERT_EQ(kill(pid, SIGUSR1), 0);
  ASSERT_TRUE(ran(30'000));
  stop_and_continue(pid); // and with one
  child.close_input();
  EXPECT_EQ(child.wait(), 0u);
  CloseHandle(g_ran);
}
