// What the Windows tests of the engine share: bare threads, a handler that notes, and waiting for what it noted.
#pragma once

#include <gtest/gtest.h>

#include <posix/signal.h>
#include <posix/unistd.h>

#include <windows.h>

#include <atomic>
#include <utility>

namespace psig_test {

inline std::atomic<int> g_handled{0};
inline std::atomic<unsigned long> g_ran_on{0}; // thread id of the last handler

inline void note(int) {
  g_ran_on.store(GetCurrentThreadId());
  g_handled.fetch_add(1);
}

inline void handle(int sig, void (*handler)(int), int flags = 0) {
  struct sigaction act = {};
  act.sa_handler = handler;
  act.sa_flags = flags;
  ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
}

inline void handle_info(int sig, void (*handler)(int, siginfo_t *, void *), int flags = 0) {
  struct sigaction act = {};
  act.sa_sigaction = handler;
  act.sa_flags = flags | SA_SIGINFO;
  ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
}

inline void change_mask(int how, int sig) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, sig);
  ASSERT_EQ(sigprocmask(how, &set, nullptr), 0);
}

template <typename Condition> void until(Condition condition) {
  while (!condition()) SwitchToThread();
}

// A thread of CreateThread(), which neither winpthreads nor the library has heard of.
template <typename Body> class BareThread {
public:
  explicit BareThread(Body body) : body_(std::move(body)) {
    handle_ = CreateThread(nullptr, 0, run, this, 0, &tid);
    if (handle_ == nullptr) abort();
  }
  ~BareThread() { join(); }
  BareThread(const BareThread &) = delete;
  BareThread &operator=(const BareThread &) = delete;
  void join() {
    if (handle_ == nullptr) return;
    WaitForSingleObject(handle_, INFINITE);
    CloseHandle(handle_);
    handle_ = nullptr;
  }
  [[nodiscard]] HANDLE handle() const { return handle_; }
  // Sends, and waits for the handler.
  void signal(int sig) {
    const int before = g_handled.load();
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(tid), sig), 0);
    until([&] { return g_handled.load() > before; });
    EXPECT_EQ(g_ran_on.load(), tid);
  }

  DWORD tid = 0;

private:
  static DWORD WINAPI run(void *self) {
    static_cast<BareThread *>(self)->body_();
    return 0;
  }
  Body body_;
  HANDLE handle_ = nullptr;
};

// SIGUSR1 comes to a thread after `first`, while it runs code of its own. How many handlers had run before `then`, and
// after it.
struct Ran {
  int before = -1, after = -1;
};
template <typename First, typename Then> Ran signalled_while_busy(First first, Then then) {
  std::atomic<bool> begun{false}, sent{false};
  Ran ran;
  BareThread thread([&] {
    first();
    begun.store(true); // a thread that is still being made takes it as it starts
    while (!sent.load()) {}
    ran.before = g_handled.load();
    then();
    ran.after = g_handled.load();
  });
  until([&] { return begun.load(); });
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  sent.store(true);
  thread.join();
  return ran;
}

class EngineTest : public testing::Test {
protected:
  void SetUp() override {
    methods_ = posix_signal_delivery_np(0);
    posix_signal_delivery_np(methods_);
    g_handled.store(0);
    handle(SIGUSR1, note);
  }
  void TearDown() override {
    posix_signal_delivery_np(methods_);
    posix_signal_fallback_delay_np(100);
    handle(SIGUSR1, SIG_DFL);
  }

private:
  unsigned methods_ = 0;
};

} // namespace psig_test
