// A million queued signals from four threads: each value exactly once, the order of every sender kept.
#include "stress/stress.h"

#include <gtest/gtest.h>

namespace {

using stress::yield_until;

constexpr int kSenders = 4;
const int kEach = stress::count(1'000'000) / kSenders / 2; // twice: taken by sigwaitinfo(), and by a handler

std::atomic<int> g_received[kSenders];
std::atomic<int> g_wrong{0}, g_total{0}, g_full{0};

void account(const siginfo_t &info) {
  const int sender = info.si_value.sival_int >> 24, value = info.si_value.sival_int & 0xFFFFFF;
  if (info.si_code != SI_QUEUE || sender < 0 || sender >= kSenders || g_received[sender].load() != value) {
    ++g_wrong;
    return;
  }
  ++g_received[sender];
  ++g_total;
}

void begin() {
  for (auto &received : g_received) received = 0;
  g_wrong = g_total = g_full = 0;
  stress::watch("received", &g_total);
  stress::watch("wrong", &g_wrong);
  stress::watch("queue was full", &g_full);
}

// A full queue: goes on when one of its own has been received, or none is under way.
void *send_all(void *argument) {
  const int sender = static_cast<int>(reinterpret_cast<intptr_t>(argument));
  for (int i = 0; i < kEach;) {
    union sigval value;
    value.sival_int = sender << 24 | i;
    if (sigqueue(getpid(), SIGRTMIN + 3, value) == 0) {
      ++i;
    } else if (errno == EAGAIN) {
      ++g_full;
      const int seen = g_received[sender].load();
      sched_yield();
      yield_until([=] { return g_received[sender].load() != seen || g_received[sender].load() == i; });
    } else {
      ++g_wrong;
      break;
    }
  }
  return nullptr;
}

void start_senders(pthread_t *threads) {
  const stress::Blocked all; // inherited
  for (intptr_t i = 0; i < kSenders; ++i) pthread_create(&threads[i], nullptr, send_all, reinterpret_cast<void *>(i));
}

void join_and_check(const pthread_t *threads) {
  for (int i = 0; i < kSenders; ++i) {
    pthread_join(threads[i], nullptr);
    EXPECT_EQ(kEach, g_received[i]);
  }
  EXPECT_EQ(0, g_wrong);
}

TEST(QueueTest, FourThreadsToSigwaitinfo) {
  const stress::Watchdog dog("sigwaitinfo", 280);
  const stress::Blocked mine(SIGRTMIN + 3);
  const sigset_t set = stress::set_of(SIGRTMIN + 3);
  begin();
  pthread_t threads[kSenders];
  start_senders(threads);
  while (g_total.load() < kSenders * kEach && g_wrong.load() == 0) {
    siginfo_t info;
    if (sigwaitinfo(&set, &info) == SIGRTMIN + 3) account(info);
  }
  join_and_check(threads);
  siginfo_t extra;
  const timespec none = {0, 0};
  EXPECT_EQ(-1, sigtimedwait(&set, &extra, &none)); // and not one more
}

TEST(QueueTest, FourThreadsToAHandler) {
  const stress::Watchdog dog("handler", 280);
  begin();
#ifdef _WIN32
  posix_signal_fallback_delay_np(
      -1); // the order is that of one taker: no fallback thread beside it, however late main gets its turn
#endif
  stress::handle(SIGRTMIN + 3, [](int, siginfo_t *info, void *) { account(*info); });
  pthread_t threads[kSenders];
  start_senders(threads);
  yield_until([] { return g_total.load() == kSenders * kEach || g_wrong.load() != 0; });
  join_and_check(threads);
}

} // namespace
