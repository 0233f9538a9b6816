// The program's threads held still, as for a stop: what goes on meanwhile must not find a lock of the system's taken by
// one of them.
#include "runtime/hold.h"

#include <memory>
#include <vector>

#include "nt/thread/rest.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;

namespace {

constexpr int kThreads = 6, kRounds = 20;
constexpr std::size_t kBlock = 40'000; // small ones come from lists without a lock
// Wine and Windows hash an address to one of at most 256 queues, by its bits from the fifth on.
constexpr int kQueues = 256;
alignas(4096) std::atomic<std::uint32_t> g_words[kQueues * 4];

std::atomic<bool> g_done{false};

// What a program does between two calls of the system's.
void work() {
  static std::atomic<int> counter;
  for (int i = 0; i < 100; ++i) counter.fetch_add(1, std::memory_order_relaxed);
}

void wake(int queue) { WakeByAddressAll(&g_words[queue * 4]); }

void wait_and_wake() {
  for (int i = 0; !g_done.load(); ++i) {
    std::uint32_t seen = 1; // what it never is
    wake(i % kQueues);
    work();
    WaitOnAddress(&g_words[i % kQueues * 4], &seen, sizeof(seen), INFINITE);
    work();
  }
}

void allocate_once() { HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, kBlock)); }

void allocate() {
  for (; !g_done.load(); work()) allocate_once();
}

// Like stop_now(), around what goes on while the process is stopped.
template <typename Meanwhile> void while_held(Meanwhile meanwhile) {
  const psig::DeliveryGuard delivery;
  psig::nt::locks_wake_all(true);
  for (bool all = false; !all; Sleep(1)) {
    const psig::LockGuard engine(psig::g_engine.lock);
    const psig::nt::SuspendLock suspend;
    engine.wake_at_release();
    all = psig::hold_threads(false);
    if (all) meanwhile();
  }
  psig::release_threads();
  psig::nt::locks_wake_all(false);
}

template <typename Meanwhile> void hold_often(void (*body)(), Meanwhile meanwhile) {
  ASSERT_TRUE(psig::hold_start());
  g_done.store(false);
  std::vector<std::unique_ptr<BareThread<void (*)()>>> threads;
  for (int i = 0; i < kThreads; ++i) threads.push_back(std::make_unique<BareThread<void (*)()>>(body));
  for (int round = 0; round < kRounds; ++round) {
    while_held(meanwhile);
    Sleep(0);
  }
  g_done.store(true);
}

} // namespace

TEST(hold, nobody_has_a_queue_of_waiters) {
  hold_often(wait_and_wake, [] {
    for (int i = 0; i < kQueues; ++i) wake(i);
  });
}

TEST(hold, nobody_has_the_heap) { hold_often(allocate, allocate_once); }

// A thread that its own program has suspended does not come out of anything.
TEST(hold, suspended_twice) {
  std::atomic<bool> done{false};
  BareThread thread([&] {
    while (!done.load()) wake(1);
  });
  const HANDLE handle = OpenThread(THREAD_SUSPEND_RESUME, FALSE, thread.tid);
  ASSERT_NE(SuspendThread(handle), static_cast<DWORD>(-1));
  ASSERT_TRUE(psig::hold_start());
  while_held([] {});
  ResumeThread(handle);
  CloseHandle(handle);
  done.store(true);
}

TEST(hold, a_system_call_is_known_by_what_it_returns_to) {
  constexpr unsigned char kCode[] = {0x75, 0x03, 0x0F, 0x05, 0xC3, 0xCD, 0x2E, 0xC3, 0xFF, 0x14,
                                     0x25, 0x00, 0x10, 0xFE, 0x7F, 0xC3, 0x48, 0x89, 0x05, 0xC3};
  std::vector<int> behind;
  for (int i = 7; i < static_cast<int>(sizeof(kCode)); ++i)
    if (psig::nt::behind_system_call(kCode + i)) behind.push_back(i);
  EXPECT_EQ(behind, (std::vector<int>{7, 15}));         // int 2e, Wine's call
  EXPECT_TRUE(psig::nt::behind_system_call(kCode + 4)); // syscall
}
