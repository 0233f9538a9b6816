// Latency as a count: how often the dispatcher is asked to look again at a thread that could not be reached. Each look
// may take 100 ms, and carries through what a handshake has lost: with a clock a lost signal is a slow one, and on a
// busy machine nobody can tell. What is reached by a wake, or on the way out of the library, needs none.
#include "signal/engine.h"
#include "signal/threads.h"

#include <posix/pthread.h>

using namespace psig_test;

namespace {

std::atomic<int> g_retries{0};
void (*g_watch)(std::uint64_t);

class retry_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    g_watch = psig::g_upcalls.watch;
    psig::g_upcalls.watch = [](std::uint64_t due) {
      g_retries.fetch_add(1);
      g_watch(due);
    };
    g_retries.store(0);
  }
  void TearDown() override {
    psig::g_upcalls.watch = g_watch;
    EngineTest::TearDown();
  }
};

constexpr int kSignals = 200;
// Of a thread that is suspended: a few times it stands where nothing can be done, such as in the kernel's own return.
constexpr int kMostLooks = kSignals / 4;

// One signal after the other, each when the handler of the one before has run.
template <typename Send> void signals(Send send) {
  for (int i = 0; i < kSignals; ++i) {
    const int before = g_handled.load();
    send();
    until([&] { return g_handled.load() > before; });
  }
}

} // namespace

TEST_F(retry_test, thread_in_sigsuspend) {
  change_mask(SIG_BLOCK, SIGUSR1);
  BareThread thread([] {
    sigset_t none;
    sigemptyset(&none);
    while (g_handled.load() < kSignals) sigsuspend(&none);
  });
  signals([&] { tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1); });
  thread.join();
  change_mask(SIG_UNBLOCK, SIGUSR1);
  EXPECT_EQ(g_retries, 0);
}

TEST_F(retry_test, thread_that_changes_its_mask) {
  std::atomic<bool> begun{false}, done{false};
  BareThread thread([&] {
    begun.store(true);
    while (!done.load()) {
      change_mask(SIG_BLOCK, SIGUSR1);
      change_mask(SIG_UNBLOCK, SIGUSR1);
    }
  });
  until([&] { return begun.load(); });
  signals([&] { tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1); });
  done.store(true);
  thread.join();
  EXPECT_LE(g_retries, kMostLooks);
}

TEST_F(retry_test, thread_in_its_own_code) {
  std::atomic<bool> begun{false}, done{false};
  BareThread thread([&] {
    begun.store(true);
    while (!done.load()) {}
  });
  until([&] { return begun.load(); });
  signals([&] { tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1); });
  done.store(true);
  thread.join();
  EXPECT_LE(g_retries, kMostLooks);
}

TEST_F(retry_test, thread_in_system_code) {
  std::atomic<bool> begun{false}, done{false};
  BareThread thread([&] {
    begun.store(true);
    while (!done.load()) Sleep(1);
  });
  until([&] { return begun.load(); });
  signals([&] { tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1); });
  done.store(true);
  thread.join();
  EXPECT_LE(g_retries, kMostLooks);
}

TEST_F(retry_test, thread_itself) {
  signals([] { raise(SIGUSR1); });
  signals([] { kill(getpid(), SIGUSR1); });
  EXPECT_EQ(g_retries, 0);
}

TEST_F(retry_test, thread_in_sigwait) {
  change_mask(SIG_BLOCK, SIGUSR1);
  BareThread thread([] {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    int sig = 0;
    for (int i = 0; i < 2 * kSignals; ++i)
      if (sigwait(&set, &sig) == 0) g_handled.fetch_add(1);
  });
  signals([&] { tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1); });
  signals([&] { kill(getpid(), SIGUSR1); });
  thread.join();
  change_mask(SIG_UNBLOCK, SIGUSR1);
  EXPECT_EQ(g_retries, 0);
}
