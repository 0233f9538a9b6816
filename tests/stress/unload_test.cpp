// A thread that loads and unloads while all others of the process, which have the signal blocked, send it to the
// process: it alone can take it. A sender that holds it still to see where it is does so with the loader's lock held in
// there. Counted is how often that happens, and how many signals are sent for each round; no clock decides.
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <deque>

#include <windows.h>

#include "nt/thread/system_calls.h"

namespace {

constexpr int kRounds = 100;
std::atomic<int> g_sent{0}, g_handled{0}, g_held{0};
std::atomic<bool> g_over{false};
DWORD g_main;
bool (*g_suspend)(psig::nt::Handle);

bool counted_suspend(psig::nt::Handle thread) {
  if (GetThreadId(thread) == g_main) ++g_held;
  return g_suspend(thread);
}

void *sends(void *) {
  const stress::Blocked all;
  for (; !g_over.load(); ++g_sent) kill(getpid(), SIGUSR2);
  return nullptr;
}

class Unload : public testing::TestWithParam<int> {};

} // namespace

TEST_P(Unload, by_the_only_taker_gets_done) {
  const stress::Watchdog dog("unload", 100);
  stress::handle(
      SIGUSR2, [](int) { ++g_handled; }, SA_RESTART);
  g_main = GetCurrentThreadId();
  g_over = false;
  std::deque<pthread_t> senders(static_cast<std::size_t>(GetParam()));
  for (pthread_t &sender : senders) pthread_create(&sender, nullptr, sends, nullptr);
  stress::yield_until([] { return g_handled.load() >= 100; });
  g_suspend = psig::nt::g_calls.suspend;
  psig::nt::g_calls.suspend = counted_suspend;
  const int sent = g_sent.load(), handled = g_handled.load(), held = g_held.load();
  for (int n = 0; n < kRounds; ++n) {
    const HMODULE module = LoadLibraryA("version.dll");
    ASSERT_NE(module, nullptr);
    ASSERT_TRUE(FreeLibrary(module));
  }
  const int held_now = g_held.load() - held, handled_now = g_handled.load() - handled;
  std::printf("%d senders, a round: %.1f sent, %.1f handled, %.1f times held still\n", GetParam(),
              1.0 * (g_sent.load() - sent) / kRounds, 1.0 * handled_now / kRounds, 1.0 * held_now / kRounds);
  g_over = true;
  for (const pthread_t sender : senders) pthread_join(sender, nullptr);
  psig::nt::g_calls.suspend = g_suspend;
  // Twice in a call that ends in a handler (docs/adr/0018), however many send; and now and then it is looked for again.
  EXPECT_LE(held_now, 2 * handled_now + kRounds);
}

INSTANTIATE_TEST_SUITE_P(Senders, Unload, testing::Values(1, 2, 4));
