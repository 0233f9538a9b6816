// The fallback thread: a signal for the process whose only taker sits in a system call that nobody can end.
#include "signal/threads.h"

using namespace psig_test;

namespace {

HANDLE g_event;
DWORD g_main;

class fallback_thread_test : public EngineTest {
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

// Without the delivery methods by which main might still be told on its way into the wait.
void leave_main_alone() { posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_APC | POSIX_SIGNAL_DELIVER_FALLBACK); }

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

TEST_F(fallback_thread_test, handler_runs_while_main_is_blocked) {
  handle(SIGUSR1, note_and_release);
  leave_main_alone();
  posix_signal_fallback_delay_np(10);
  const HANDLE sender = CreateThread(nullptr, 0, send, nullptr, 0, nullptr);
  EXPECT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0); // ended by the handler alone
  WaitForSingleObject(sender, INFINITE);
  CloseHandle(sender);
  EXPECT_EQ(g_handled, 1);
  EXPECT_NE(g_ran_on, g_main);
}

TEST_F(fallback_thread_test, again_and_again) {
  handle(SIGUSR1, note_and_release);
  posix_signal_fallback_delay_np(1);
  for (int i = 1; i <= 20; ++i) {
    ResetEvent(g_event);
    const HANDLE sender = CreateThread(nullptr, 0, send, nullptr, 0, nullptr);
    ASSERT_EQ(WaitForSingleObject(g_event, 30'000), WAIT_OBJECT_0);
    WaitForSingleObject(sender, INFINITE);
    CloseHandle(sender);
    ASSERT_EQ(g_handled, i);
  }
}

TEST_F(fallback_thread_test, never_means_never) {
  EXPECT_EQ(posix_signal_fallback_delay_np(-1), 100);
  expect_it_is_left_to_main();
}

TEST_F(fallback_thread_test, method_switched_off) {
  const unsigned methods = posix_signal_delivery_np(0);
  posix_signal_delivery_np(methods & ~unsigned{POSIX_SIGNAL_DELIVER_FALLBACK});
  posix_signal_fallback_delay_np(0);
  expect_it_is_left_to_main();
}

TEST_F(fallback_thread_test, blocking_waits_for_its_handler) {
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
  posix_signal_fallback_delay_np(1);
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

namespace {

// `pause; cmp byte [rip + 0xf7], 0; je` back; `ret`: in no module, so a signal for its thread is tried again and again.
class Unreachable {
public:
  Unreachable()
      : code_(static_cast<unsigned char *>(
            VirtualAlloc(nullptr, 4096, MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE))),
        thread_(Run{this}) {
    until([this] { return running_.load(); });
  }
  ~Unreachable() {
    *static_cast<volatile unsigned char *>(code_ + 0x100) = 1;
    thread_.join();
    VirtualFree(code_, 0, MEM_RELEASE);
  }
  Unreachable(const Unreachable &) = delete;
  Unreachable &operator=(const Unreachable &) = delete;
  [[nodiscard]] pid_t tid() const { return static_cast<pid_t>(thread_.tid); }

private:
  static void fill(unsigned char *code) {
    constexpr unsigned char kLoop[] = {0xF3, 0x90, 0x80, 0x3D, 0xF7, 0, 0, 0, 0, 0x74, 0xF5, 0xC3};
    for (std::size_t n = 0; n < sizeof kLoop; ++n) code[n] = kLoop[n];
  }
  struct Run {
    Unreachable *self;
    void operator()() const {
      fill(self->code_);
      self->running_.store(true);
      reinterpret_cast<void (*)()>(self->code_)();
    }
  };
  unsigned char *code_;
  std::atomic<bool> running_{false};
  BareThread<Run> thread_;
};

} // namespace

// The dispatcher has to look all the time, for another thread's sake: that is no reason to take what main is about to.
TEST_F(fallback_thread_test, what_a_thread_comes_for_is_not_taken_before_the_delay) {
  constexpr int kRounds = 3000;
  static std::atomic<int> elsewhere;
  elsewhere.store(0);
  handle(SIGUSR1, [](int sig) {
    note(sig);
    if (GetCurrentThreadId() != g_main) elsewhere.fetch_add(1);
  });
  handle(SIGUSR2, note);
  posix_signal_fallback_delay_np(60'000);
  change_mask(SIG_BLOCK, SIGUSR1);
  sigset_t open;
  sigemptyset(&open);
  {
    const Unreachable other;
    std::atomic<int> round{0};
    BareThread sender([&] {
      sigset_t all;
      sigfillset(&all);
      sigprocmask(SIG_SETMASK, &all, nullptr);
      for (int n = 1; n <= kRounds; ++n) {
        until([&] { return round.load() == n; });
        tgkill(getpid(), other.tid(), SIGUSR2);
        kill(getpid(), SIGUSR1);
      }
    });
    for (int n = 1; n <= kRounds; ++n) {
      round.store(n);
      sigsuspend(&open);
    }
    sender.join();
  }
  change_mask(SIG_UNBLOCK, SIGUSR1);
  handle(SIGUSR2, SIG_DFL);
  EXPECT_EQ(elsewhere, 0);
}
