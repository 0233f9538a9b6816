// XSH 2.4.3: while a process is stopped no handler of it runs, on the fallback thread neither.
#include <posix/sys/wait.h>

#include <string>

#include "signal/engine.h"
#include "signal/threads.h"
#include "support/child.h"

using namespace psig_test;

namespace {

HANDLE g_ran;

HANDLE event_of(unsigned long parent) {
  return CreateEventA(nullptr, FALSE, FALSE, ("psig-stopped-test-" + std::to_string(parent)).c_str());
}

// Its only thread sits in a read that nobody ends: what comes is the fallback thread's after a millisecond.
CHILD(sleeper) {
  g_ran = event_of(std::stoul(argv[0]));
  posix_signal_fallback_delay_np(1);
  handle(SIGUSR1, [](int) { SetEvent(g_ran); });
  say("ready");
  hear();
  return 0;
}

// Its threads are where a stop must not leave them: in a queue behind WaitOnAddress, that of the engine's lock, waiting
// for that lock, and with the alarm's, which the dispatcher needs when it goes off.
CHILD(contends) {
  const auto wakes = [](void *) -> DWORD {
    alignas(4096) static unsigned char page[4096]; // the queue is chosen by the address within it
    std::atomic<int> work{0};
    for (;;) {
      WakeByAddressAll(&page[reinterpret_cast<std::uintptr_t>(&psig::g_engine.lock) % sizeof(page)]);
      while (work.fetch_add(1) % 10 != 0) {}
    }
  };
  const auto locks = [](void *) -> DWORD {
    struct sigaction act;
    for (;;) sigaction(SIGUSR1, nullptr, &act);
  };
  const auto sets_the_alarm = [](void *) -> DWORD {
    for (;;) ualarm(500, 0);
  };
  handle(SIGALRM, SIG_IGN);
  CloseHandle(CreateThread(nullptr, 0, sets_the_alarm, nullptr, 0, nullptr));
  for (int i = 0; i < 3; ++i) {
    CloseHandle(CreateThread(nullptr, 0, wakes, nullptr, 0, nullptr));
    CloseHandle(CreateThread(nullptr, 0, locks, nullptr, 0, nullptr));
  }
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
  stop_and_continue(pid); // before there is a fallback thread
  ASSERT_EQ(kill(pid, SIGUSR1), 0);
  ASSERT_TRUE(ran(30'000));
  stop_and_continue(pid); // and with one
  child.close_input();
  EXPECT_EQ(child.wait(), 0u);
  CloseHandle(g_ran);
}

TEST(stopped, threads_that_contend_are_continued) {
  Child child("contends", {});
  ASSERT_TRUE(child.expect("ready"));
  const auto pid = static_cast<pid_t>(child.pid());
  for (int round = 0; round < 20; ++round) {
    int status = 0;
    ASSERT_EQ(kill(pid, SIGSTOP), 0);
    ASSERT_EQ(waitpid(pid, &status, WUNTRACED), pid);
    ASSERT_TRUE(WIFSTOPPED(status));
    ASSERT_EQ(kill(pid, SIGCONT), 0);
    ASSERT_EQ(waitpid(pid, &status, WCONTINUED), pid);
    ASSERT_TRUE(WIFCONTINUED(status));
  }
  child.close_input();
  EXPECT_EQ(child.wait(), 0u);
}
