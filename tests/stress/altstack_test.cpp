// The alternate stack, over and over: exceptions thrown and caught on it, a fault on it, a signal nested on it, and
// siglongjmp off it.
#include "stress/stress.h"

#include <stdexcept>

#include <gtest/gtest.h>

#ifdef _WIN32
#include <windows.h>
#endif

namespace {

const int kTimes = stress::count(10'000);

alignas(16) char g_stack[256 * 1024];
sigjmp_buf g_back;
std::atomic<int> g_entered{0}, g_nested{0}, g_caught{0}, g_faults{0}, g_wrong{0};

bool on_it(const void *address) { return address >= g_stack && address < g_stack + sizeof g_stack; }
bool here_on_it() { return on_it(__builtin_frame_address(0)); }

void begin(void (*handler)(int)) {
  g_entered = g_nested = g_caught = g_faults = g_wrong = 0;
  stress::watch("entered", &g_entered);
  stress::watch("nested", &g_nested);
  stress::watch("caught", &g_caught);
  stress::watch("faults", &g_faults);
  stack_t stack = {};
  stack.ss_sp = g_stack;
  stack.ss_size = sizeof g_stack;
  ASSERT_EQ(0, sigaltstack(&stack, nullptr));
  stress::handle(SIGUSR1, handler, SA_ONSTACK);
}

void not_in_use() {
  stack_t now = {};
  EXPECT_EQ(0, sigaltstack(nullptr, &now));
  EXPECT_EQ(0, now.ss_flags & SS_ONSTACK);
}

__attribute__((noinline)) void fail(int depth) {
  volatile char room[256];
  room[0] = static_cast<char>(depth);
  if (depth == 0) throw std::runtime_error("on purpose");
  fail(depth - 1);
  room[1] = room[0];
}

void catch_one() {
  try {
    fail(20);
  } catch (const std::runtime_error &) {
    ++g_caught;
  }
}

TEST(AltstackTest, ThrowAndCatch) {
  const stress::Watchdog dog("throw", 500);
  begin([](int) {
    ++g_entered;
    if (!here_on_it()) ++g_wrong;
    catch_one();
  });
  for (int i = 0; i < kTimes; ++i) {
    raise(SIGUSR1);
    catch_one(); // and off it again
  }
  EXPECT_EQ(kTimes, g_entered);
  EXPECT_EQ(2 * kTimes, g_caught);
  EXPECT_EQ(0, g_wrong);
  not_in_use();
}

TEST(AltstackTest, NestedSignal) {
  const stress::Watchdog dog("nested", 500);
  begin([](int) {
    ++g_entered;
    raise(SIGUSR2);
    catch_one();
  });
  stress::handle(
      SIGUSR2,
      [](int) {
        ++g_nested;
        if (!here_on_it()) ++g_wrong;
        stack_t other = {};
        if (sigaltstack(&other, nullptr) == 0 || errno != EPERM) ++g_wrong; // in use
        catch_one();
      },
      SA_ONSTACK);
  for (int i = 0; i < kTimes; ++i) raise(SIGUSR1);
  EXPECT_EQ(kTimes, g_entered);
  EXPECT_EQ(kTimes, g_nested);
  EXPECT_EQ(2 * kTimes, g_caught);
  EXPECT_EQ(0, g_wrong);
  not_in_use();
}

// Two jumps in three leave through a nested handler or from below a caught exception.
TEST(AltstackTest, JumpOffIt) {
  const stress::Watchdog dog("jump", 500);
  begin([](int) {
    const int turn = ++g_entered % 3;
    if (turn == 1) catch_one();
    if (turn == 2) raise(SIGUSR2);
    siglongjmp(g_back, 1);
  });
  stress::handle(
      SIGUSR2, [](int) { siglongjmp(g_back, 2); }, SA_ONSTACK);
  volatile int jumps = 0;
  volatile int i = 0;
  while (i < kTimes) {
    i = i + 1;
    if (sigsetjmp(g_back, 1) == 0) raise(SIGUSR1);
    else jumps = jumps + 1;
    stack_t now = {};
    if (here_on_it() || sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_ONSTACK) != 0) ++g_wrong;
    if (i % 16 == 0) catch_one(); // the limits are the old stack's again
  }
  EXPECT_EQ(kTimes, jumps);
  EXPECT_EQ(0, g_wrong);
  not_in_use();
}

#ifdef _WIN32
// The exception dispatcher must accept the alternate stack: a vectored handler repairs the fault.
LONG __stdcall repair(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
  ++g_faults;
  pointers->ContextRecord->Rip += 2; // mov eax, [rcx]
  return EXCEPTION_CONTINUE_EXECUTION;
}

void fault() {
  void *nowhere = nullptr;
  __asm__ volatile(".byte 0x8B, 0x01" : "+c"(nowhere)::"rax", "memory");
}

TEST(AltstackTest, FaultOnIt) {
  const stress::Watchdog dog("fault", 500);
  begin([](int) {
    ++g_entered;
    fault();
    if (!here_on_it()) ++g_wrong;
  });
  void *hook = AddVectoredExceptionHandler(1, repair);
  for (int i = 0; i < kTimes; ++i) {
    raise(SIGUSR1);
    if (i % 16 == 0) fault();
  }
  RemoveVectoredExceptionHandler(hook);
  EXPECT_EQ(kTimes, g_entered);
  EXPECT_EQ(kTimes + (kTimes + 15) / 16, g_faults);
  EXPECT_EQ(0, g_wrong);
}
#endif

// The same by signals of another thread, which find this one anywhere. The handler throws unless it has interrupted a
// throw: neither POSIX nor winpthreads, whose thread-specific data is behind a spin lock, makes that async-signal-safe.
std::atomic<bool> g_done{false};
volatile sig_atomic_t g_throwing;
pthread_t g_target;

void *disturb(void *) {
  while (!g_done.load()) {
    const int seen = g_entered.load();
    pthread_kill(g_target, SIGUSR1);
    stress::yield_until([seen] { return g_done.load() || g_entered.load() != seen; });
  }
  return nullptr;
}

TEST(AltstackTest, SignalsFromAnotherThread) {
  const stress::Watchdog dog("another thread", 500);
  begin([](int) {
    ++g_entered;
    if (!here_on_it()) ++g_wrong;
    if (!g_throwing) catch_one();
  });
  g_target = pthread_self();
  g_done = false;
  pthread_t disturber;
  {
    const stress::Blocked all;
    pthread_create(&disturber, nullptr, disturb, nullptr);
  }
  int own = 0;
  // On a busy machine every signal of a short run may come in a throw: it takes most of the time.
  while (g_entered.load() < kTimes || g_caught.load() == 0) {
    volatile int work = 0;
    for (int i = 0; i < 1000; ++i) work = work + i;
    g_throwing = 1;
    try {
      fail(5);
    } catch (const std::runtime_error &) {
      ++own;
    }
    g_throwing = 0;
  }
  g_done = true;
  pthread_join(disturber, nullptr);
  EXPECT_GT(g_caught, 0);
  EXPECT_EQ(0, g_wrong);
  EXPECT_GT(own, 0);
  not_in_use();
}

} // namespace
