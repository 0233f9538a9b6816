// Handlers that siglongjmp out of a busy loop: the stack and the memory stay where they are.
#include "stress/stress.h"

#include <cstdio>
#include <cstring>

#include <gtest/gtest.h>

#ifdef _WIN32
#include <windows.h>

#include <psapi.h>
#endif

namespace {

using stress::yield_until;

long memory_in_use() { // KiB
#ifdef _WIN32
  PROCESS_MEMORY_COUNTERS counters{};
  K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
  return static_cast<long>(counters.PagefileUsage / 1024);
#else
  long pages = 0, resident = 0;
  FILE *file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%ld %ld", &pages, &resident) != 2) return 0;
  std::fclose(file);
  return resident * 4;
#endif
}

const int kJumps = stress::count(10'000);

sigjmp_buf g_back;
pthread_t g_jumper;
std::atomic<int> g_ready{0}; // counts loops that may be left
std::atomic<int> g_jumped{0};
std::atomic<bool> g_may_jump{false};

void jump(int) {
  if (!g_may_jump.exchange(false)) return; // one that was late
  siglongjmp(g_back, 1);
}

void *interrupt_each(void *) {
  for (int i = 1; i <= kJumps; ++i) {
    yield_until([i] { return g_ready.load() == i; });
    pthread_kill(g_jumper, SIGUSR1);
    yield_until([i] { return g_jumped.load() == i; });
  }
  return nullptr;
}

template <typename Work> void jump_out_of(Work work) {
  stress::handle(SIGUSR1, jump);
  stress::watch("ready", &g_ready);
  stress::watch("jumped", &g_jumped);
  g_jumper = pthread_self();
  g_ready = g_jumped = 0;
  pthread_t interrupter;
  {
    const stress::Blocked all;
    pthread_create(&interrupter, nullptr, interrupt_each, nullptr);
  }
  volatile int wrong = 0;
  volatile long begin = 0;
  volatile int i = 0;
  while (i < kJumps) {
    i = i + 1;
    char *volatile here = static_cast<char *>(__builtin_frame_address(0));
    if (sigsetjmp(g_back, 1) == 0) {
      g_may_jump = true;
      g_ready = i;
      for (;;) work();
    }
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    if (sigismember(&mask, SIGUSR1) != 0 || here != __builtin_frame_address(0)) wrong = wrong + 1;
    if (i == kJumps / 10) begin = memory_in_use();
    g_jumped = i;
  }
  pthread_join(interrupter, nullptr);
  EXPECT_EQ(0, wrong);
  EXPECT_LT(memory_in_use() - begin, 256);
}

TEST(JumpTest, OutOfABusyLoop) {
  const stress::Watchdog dog("busy loop", 500);
  volatile unsigned long turns = 0;
  jump_out_of([&turns] { turns = turns + 1; });
}

// The C library is left only between two calls, so that nothing of it stays locked.
TEST(JumpTest, OutOfLibraryCalls) {
  const stress::Watchdog dog("library calls", 500);
#ifdef _WIN32
  std::FILE *file = std::fopen("nul", "w");
#else
  std::FILE *file = std::fopen("/dev/null", "w");
#endif
  static char text[1 << 16];
  std::memset(text, 'x', sizeof text - 1);
  jump_out_of([file] {
#ifdef _WIN32 // elsewhere a signal may well leave a stream locked
    std::fprintf(file, "%zu\n", std::strlen(text));
#else
    (void)file;
    volatile std::size_t length = std::strlen(text);
    (void)length;
#endif
  });
  std::fclose(file);
}

} // namespace
