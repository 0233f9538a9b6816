// Road 8: a signal for the process whose only taker sits in a system call that nobody can end.
#include "signal/threads.h"

using namespace psig_test;

namespace {

HANDLE g_event;
DWORD g_main;

class surrogate_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    g_event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
    g_main = GetCurrentThreadId();
  }
  void TearDown() override {
    CloseHandle(g_event);
    EngineTest::TearDown();
  }
};

// Without the roads by which main might still be told on its way into the wait.
void leave_main_alone() { posix_signal_roads_np(POSIX_SIGNAL_ROAD_APC | POSIX_SIGNAL_ROAD_SURROGATE); }

void note_and_release(int sig) {
  note(sig);
  SetEvent(g_event);
}

// Sends to the process from a thread that has the signal blocked.
DWORD WINAPI send(void *) {
  change_mask(SIG_BLOCK, SIGUSR1);
  EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
  return 0;
}

void expect_it_is_left_to_main() {
  BareThread sender([] {
    send(nullptr);
    SetEvent(g_event);
  });
  EXPECT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0);
  until([] { return g_handled.load() == 1; });
  EXPECT_EQ(g_ran_on, g_main);
  sender.join();
}

} // namespace

TEST_F(surrogate_test, handler_runs_while_main_is_blocked) {
  handle(SIGUSR1, note_and_release);
  leave_main_alone();
  posix_signal_grace_np(10);
  const HANDLE sender = CreateThread(nullptr, 0, send, nullptr, 0, nullptr);
  EXPECT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0); // ended by the handler alone
  WaitForSingleObject(sender, INFINITE);
  CloseHandle(sender);
  EXPECT_EQ(g_handled, 1);
  EXPECT_NE(g_ran_on, g_main);
}

TEST_F(surrogate_test, again_and_again) {
  handle(SIGUSR1, note_and_release);
  posix_signal_grace_np(1);
  for (int i = 1; i <= 20; ++i) {
    ResetEvent(g_event);
    const HANDLE sender = CreateThread(nullptr, 0, send, nullptr, 0, nullptr);
    ASSERT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0);
    WaitForSingleObject(sender, INFINITE);
    CloseHandle(sender);
    ASSERT_EQ(g_handled, i);
  }
}

TEST_F(surrogate_test, never_means_never) {
  EXPECT_EQ(posix_signal_grace_np(-1), 100);
  expect_it_is_left_to_main();
}

TEST_F(surrogate_test, road_switched_off) {
  const unsigned roads = posix_signal_roads_np(0);
  posix_signal_roads_np(roads & ~unsigned{POSIX_SIGNAL_ROAD_SURROGATE});
  posix_signal_grace_np(0);
  expect_it_is_left_to_main();
}

TEST_F(surrogate_test, blocking_waits_for_its_handler) {
  static std::atomic<int> stage;
  static std::atomic<bool> ended;
  stage.store(0), ended.store(false);
  handle(SIGUSR1, [](int sig) {
    note(sig);
    stage.store(1);
    until([] { return stage.load() == 2; });
    for (int i = 0; i < 100; ++i) SwitchToThread(); // time enough to go wrong
    ended.store(true);
  });
  leave_main_alone();
  posix_signal_grace_np(1);
  bool ended_first = false;
  BareThread sender([] {
    change_mask(SIG_BLOCK, SIGUSR1);
    kill(getpid(), SIGUSR1);
  });
  BareThread other([&] {
    while (stage.load() != 1) {} // no call of ours: it must not take the signal itself
    stage.store(2);
    change_mask(SIG_BLOCK, SIGUSR1);
    ended_first = ended.load();
    SetEvent(g_event);
  });
  EXPECT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0);
  other.join();
  EXPECT_TRUE(ended_first);
  EXPECT_EQ(g_handled, 1);
}
