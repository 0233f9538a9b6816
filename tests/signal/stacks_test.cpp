// Return addresses that are swapped in calls that go on upon another stack: fibers, coroutines. Each call has
// to return to where it was made, on whatever thread, and a stack that has gone must not be written to.
#include "nt/thread/teb.h"
#include "signal/engine.h"
#include "signal/threads.h"

#include <cstring>
#include <algorithm>

using namespace psig_test;

struct Stack {
  std::uintptr_t registers[9]; // rsp first
  std::uintptr_t base, limit, allocation;
};
extern "C" {
__declspec(dllimport) void psig_test_stay(const volatile int *while_set);
__declspec(dllimport) void psig_test_switch(Stack *from, const Stack *to, const volatile int *while_set);
}

namespace {

constexpr std::size_t kStackSize = 256 * 1024;

void *memory_for_stack(void *where) {
  void *memory = VirtualAlloc(where, kStackSize, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  EXPECT_NE(memory, nullptr);
  return memory;
}

Stack stack_in(void *memory, void (*body)()) {
  const auto bottom = reinterpret_cast<std::uintptr_t>(memory);
  Stack stack{{}, bottom + kStackSize, bottom, bottom};
  stack.registers[0] = stack.base - 4096;
  *reinterpret_cast<std::uintptr_t *>(stack.registers[0]) = reinterpret_cast<std::uintptr_t>(body);
  return stack;
}

const volatile int kNoStay = 0;
volatile int g_stay, g_stay_later;
std::atomic<int> g_stage;
Stack g_home, g_other, g_second_home;
std::atomic<int> g_astray;
std::atomic<DWORD> g_returned_on;

void at_stage(int stage) {
  until([stage] { return g_stage.load() == stage; });
}

// The frames are told apart by what they keep in them.
template <int kMark> __attribute__((noinline)) void go(Stack *from, Stack *to, const volatile int *stay) {
  volatile int mark = kMark;
  psig_test_switch(from, to, stay);
  if (mark != kMark) g_astray.fetch_add(1);
  g_returned_on.store(GetCurrentThreadId());
}
template <int kMark> __attribute__((noinline)) void stay() {
  volatile int mark = kMark;
  volatile char room[256];
  room[0] = 1;
  psig_test_stay(&g_stay_later);
  if (mark != kMark || room[0] != 1) g_astray.fetch_add(1);
}

class stacks_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN);
    g_stage.store(0), g_astray.store(0);
    g_stay = 1;
    g_stay_later = 1;
    memory = memory_for_stack(nullptr);
  }
  void TearDown() override {
    if (memory != nullptr) VirtualFree(memory, 0, MEM_RELEASE);
    EngineTest::TearDown();
  }
  // The thread is in a call of the DLL, or soon: sends until the call's return is swapped.
  static void swap(DWORD tid) {
    psig::Thread *thread = psig::attach(tid);
    const std::uintptr_t before = thread->swapped;
    until([&] {
      EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(tid), SIGUSR1), 0);
      return thread->swapped != before;
    });
  }
  void *memory = nullptr;
};

} // namespace

TEST_F(stacks_test, one_swap_on_each) {
  g_other = stack_in(memory, [] {
    g_stage.store(2);
    stay<22>();
    g_stage.store(4);
    go<23>(&g_other, &g_home, &kNoStay);
  });
  BareThread thread([] {
    g_stage.store(1);
    go<11>(&g_home, &g_other, &g_stay);
    g_stage.store(5);
  });
  at_stage(1);
  swap(thread.tid); // the call that will switch
  g_stay = 0;
  at_stage(2);
  swap(thread.tid);
  g_stay_later = 0;
  thread.join();
  EXPECT_EQ(g_stage, 5);
  EXPECT_EQ(g_astray, 0);
  EXPECT_GE(g_handled, 1);
}

// The thread goes on without the call that would have told it; the call returns on a thread nobody has heard of.
TEST_F(stacks_test, returns_on_another_thread) {
  g_other = stack_in(memory, [] {
    g_stage.store(1);
    go<22>(&g_other, &g_home, &g_stay);
    go<23>(&g_other, &g_second_home, &kNoStay);
  });
  BareThread first([] {
    go<11>(&g_home, &g_other, &kNoStay);
    g_stage.store(2);
    until([] { return g_handled.load() > 0; }); // with nothing more than what has been sent
    at_stage(3);
  });
  at_stage(1);
  swap(first.tid);
  g_stay = 0;
  at_stage(2);
  BareThread second([] { go<33>(&g_second_home, &g_other, &kNoStay); });
  second.join();
  EXPECT_EQ(g_returned_on, second.tid);
  until([] { return g_handled.load() > 0; });
  EXPECT_EQ(g_ran_on, first.tid);
  g_stage.store(3);
  first.join();
  EXPECT_EQ(g_astray, 0);
}

// Freed with a swapped call on it, and used again at the same place.
TEST_F(stacks_test, a_stack_that_has_gone) {
  g_other = stack_in(memory, [] {
    g_stage.store(1);
    go<22>(&g_other, &g_home, &g_stay);
  });
  BareThread thread([] {
    go<11>(&g_home, &g_other, &kNoStay);
    g_stage.store(2);
    at_stage(3);
    stay<12>();
  });
  at_stage(1);
  swap(thread.tid);
  g_stay = 0;
  at_stage(2);
  VirtualFree(memory, 0, MEM_RELEASE);
  g_stage.store(3);
  swap(thread.tid); // on its own stack, the other one not there
  void *const again = memory_for_stack(memory);
  EXPECT_EQ(again, memory);
  std::memset(memory, 0x5A, kStackSize);
  g_stay_later = 0;
  thread.join();
  const auto *bytes = static_cast<const unsigned char *>(memory);
  EXPECT_EQ(std::count(bytes, bytes + kStackSize, 0x5A), static_cast<std::ptrdiff_t>(kStackSize));
  EXPECT_GE(g_handled, 1);
  EXPECT_EQ(g_astray, 0);
}

namespace {

struct Shared { // a fiber goes from one thread to the other and back
  std::atomic<int> turn{0};
  std::atomic<bool> done{false};
  void *fiber = nullptr, *homes[2] = {};
  int seen[2] = {};
} g_shared;
constexpr int kSwitches = 50;

void WINAPI roam(void *) {
  for (;;) {
    volatile int mark = 77;
    const int here = g_shared.turn.load() & 1;
    ++g_shared.seen[here];
    SwitchToFiber(g_shared.homes[here]);
    if (mark != 77) g_astray.fetch_add(1);
  }
}

void run_fibers(int me) {
  g_shared.homes[me] = ConvertThreadToFiber(nullptr);
  g_stage.fetch_add(1);
  at_stage(2);
  while (!g_shared.done.load()) {
    if ((g_shared.turn.load() & 1) != me) continue;
    for (int i = 0; i < kSwitches; ++i) {
      volatile int mark = me + 1000;
      SwitchToFiber(g_shared.fiber);
      if (mark != me + 1000) g_astray.fetch_add(1);
    }
    g_shared.turn.fetch_add(1);
  }
  ConvertFiberToThread();
}

} // namespace

TEST_F(stacks_test, fibers_under_a_storm_of_signals) {
  g_shared.turn.store(0);
  g_shared.seen[0] = g_shared.seen[1] = 0;
  g_shared.fiber = CreateFiber(0, roam, nullptr);
  BareThread first([] { run_fibers(0); });
  BareThread second([] { run_fibers(1); });
  until([] { return g_stage.load() == 2; });
  while (g_handled.load() < 400) {
    for (const DWORD tid : {first.tid, second.tid}) EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(tid), SIGUSR1), 0);
    SwitchToThread();
  }
  g_shared.done.store(true);
  first.join();
  second.join();
  DeleteFiber(g_shared.fiber);
  EXPECT_EQ(g_shared.seen[0] + g_shared.seen[1], g_shared.turn.load() * kSwitches);
  EXPECT_EQ(g_astray, 0);
}
