// Faults on threads that nobody has told the library of: CreateThread's, the C run-time's, the thread pool's, a fiber.
// And 100,000 of them left by a jump, which costs neither memory nor handles.
#include <gtest/gtest.h>

#include <posix/setjmp.h>
#include <posix/signal.h>

#include <atomic>

#include "nt/windows.h"

#include <process.h>
#include <psapi.h>

#include "signal/engine_table.h"

namespace {

constexpr SIZE_T kPage = 4096;
std::atomic<int> g_count;

void protect(volatile char *page, DWORD protection) {
  DWORD former;
  VirtualProtect(const_cast<char *>(page), kPage, protection, &former);
}
void handle(void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction act = {};
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  ASSERT_EQ(sigaction(SIGSEGV, &act, nullptr), 0);
}
volatile char *closed_page() {
  return static_cast<volatile char *>(VirtualAlloc(nullptr, kPage, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
}

class Strangers : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    posix_signal_fault_chance_np(GetParam());
    g_count = 0;
    handle([](int, siginfo_t *info, void *) {
      ++g_count;
      const auto page = reinterpret_cast<ULONG_PTR>(info->si_addr) & ~(kPage - 1);
      protect(reinterpret_cast<volatile char *>(page), PAGE_READWRITE);
    });
  }
  void TearDown() override {
    signal(SIGSEGV, SIG_DFL);
    posix_signal_fault_chance_np(0);
  }
};

constexpr int kFaultsEach = 50, kStrangers = 16;
void fault_and_repair() {
  volatile char *page = closed_page();
  for (int n = 0; n < kFaultsEach; ++n) {
    protect(page, PAGE_NOACCESS);
    *page = 1;
  }
  VirtualFree(const_cast<char *>(page), 0, MEM_RELEASE);
}

} // namespace

TEST_P(Strangers, made_by_CreateThread_and_beginthreadex) {
  HANDLE threads[kStrangers];
  for (int n = 0; n < kStrangers; ++n) {
    if (n % 2 == 0)
      threads[n] = CreateThread(
          nullptr, 0, [](void *) -> DWORD { return fault_and_repair(), 0; }, nullptr, 0, nullptr);
    else
      threads[n] = reinterpret_cast<HANDLE>(_beginthreadex(
          nullptr, 0, [](void *) -> unsigned { return fault_and_repair(), 0; }, nullptr, 0, nullptr));
    ASSERT_NE(threads[n], nullptr);
  }
  for (const HANDLE thread : threads) {
    EXPECT_EQ(WaitForSingleObject(thread, 60'000), WAIT_OBJECT_0);
    CloseHandle(thread);
  }
  EXPECT_EQ(g_count, kStrangers * kFaultsEach);
}

// The dispatcher's own start is one, and it begins with the first handler.
TEST_P(Strangers, while_a_thread_is_being_created_elsewhere) {
  sigset_t mask;
  std::atomic<std::uint32_t> go{0};
  ASSERT_TRUE(psig::engine()->thread_creating(&mask));
  const HANDLE thread = CreateThread(
      nullptr, 0, [](void *) -> DWORD { return fault_and_repair(), 0; }, nullptr, 0, nullptr);
  EXPECT_EQ(WaitForSingleObject(thread, 60'000), WAIT_OBJECT_0);
  CloseHandle(thread);
  psig::engine()->thread_created(0, 0, &go);
  EXPECT_EQ(g_count, kFaultsEach);
}

TEST_P(Strangers, of_the_thread_pool) {
  const PTP_WORK work =
      CreateThreadpoolWork([](PTP_CALLBACK_INSTANCE, void *, PTP_WORK) { fault_and_repair(); }, nullptr, nullptr);
  ASSERT_NE(work, nullptr);
  for (int n = 0; n < kStrangers; ++n) SubmitThreadpoolWork(work);
  WaitForThreadpoolWorkCallbacks(work, FALSE);
  CloseThreadpoolWork(work);
  EXPECT_EQ(g_count, kStrangers * kFaultsEach);
}

TEST_P(Strangers, on_a_fiber) {
  static void *home, *fiber;
  home = ConvertThreadToFiber(nullptr);
  ASSERT_NE(home, nullptr);
  fiber = CreateFiber(
      256 * 1024,
      [](void *) {
        for (;;) {
          fault_and_repair();
          SwitchToFiber(home);
        }
      },
      nullptr);
  ASSERT_NE(fiber, nullptr);
  for (int n = 1; n <= 4; ++n) {
    SwitchToFiber(fiber);
    fault_and_repair();
    EXPECT_EQ(g_count, 2 * n * kFaultsEach);
  }
  DeleteFiber(fiber);
  ConvertFiberToThread();
}

// ---- 100,000 faults left by a jump ---------------------------------------------------------------------------------
namespace {
sigjmp_buf g_out;

struct Footprint {
  SIZE_T memory;
  DWORD handles;
  Footprint() : memory(0), handles(0) {
    PROCESS_MEMORY_COUNTERS counters = {};
    GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters));
    memory = counters.PagefileUsage;
    GetProcessHandleCount(GetCurrentProcess(), &handles);
  }
};
} // namespace

TEST_P(Strangers, a_hundred_thousand_jumps_cost_no_memory) {
  handle([](int, siginfo_t *, void *) {
    ++g_count;
    siglongjmp(g_out, 1);
  });
  volatile char *page = closed_page();
  const auto jump = [page](int times) {
    for (std::atomic<int> n{0}; n < times; ++n)
      if (sigsetjmp(g_out, 1) == 0) *page = 1;
  };
  jump(1000);
  const Footprint before;
  char here;
  const char *volatile stack_before = &here;
  jump(100'000);
  const Footprint after;
  EXPECT_EQ(g_count, 101'000);
  EXPECT_LE(after.memory, before.memory + 64 * 1024);
  EXPECT_LE(after.handles, before.handles);
  EXPECT_EQ(stack_before, &here);
  VirtualFree(const_cast<char *>(page), 0, MEM_RELEASE);
}

INSTANTIATE_TEST_SUITE_P(chance, Strangers, testing::Values(0, 1));
