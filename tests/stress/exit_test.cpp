// Processes that end in every way there is while a thread of theirs is hijacking the one that ends them: no hang, and
// the right exit code.
#include "stress/stress.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <windows.h>

#include <gtest/gtest.h>

#include "support/child.h"

namespace {

const int kChildren = stress::count(500);
constexpr unsigned kLimit = 120'000; // under load a process start alone has taken 25 s

std::atomic<int> g_handled{0};
std::atomic<bool> g_leave{false};
int g_way, g_wait;
pthread_t g_target;

enum Way {
  kExitProcess,
  kExit,
  kUnderscoreExit,
  kReturn,
  kAbort,
  kTerminate,
  kSignal,
  kExitInHandler,
  kOtherThread,
  kWays
};

int expected_code(int way) {
  switch (way) {
  case kAbort: return static_cast<int>(0xE0530080u + SIGABRT);
  case kSignal: return static_cast<int>(0xE0530080u + SIGTERM);
  default: return 40 + way;
  }
}

void leave(int way) {
  const unsigned code = static_cast<unsigned>(expected_code(way));
  switch (way) {
  case kExitProcess: ExitProcess(code);
  case kExit: std::exit(static_cast<int>(code));
  case kUnderscoreExit: _exit(static_cast<int>(code));
  case kAbort: std::abort();
  case kTerminate: TerminateProcess(GetCurrentProcess(), code); break;
  case kSignal: raise(SIGTERM); break;
  default: break;
  }
}

DWORD __stdcall sibling(void *) {
  for (;;) pthread_kill(g_target, SIGUSR1);
}

DWORD __stdcall leaver(void *) { ExitProcess(static_cast<UINT>(expected_code(kOtherThread))); }

void on_signal(int) {
  if (++g_handled >= g_wait && g_way == kExitInHandler) ExitProcess(static_cast<UINT>(expected_code(g_way)));
}

CHILD(leaver) {
  if (argc < 2) return 99;
  g_way = std::atoi(argv[0]);
  g_wait = std::atoi(argv[1]);
  stress::handle(SIGUSR1, on_signal);
  g_target = pthread_self();
  {
    const stress::Blocked all; // only this thread takes any
    CloseHandle(CreateThread(nullptr, 0, sibling, nullptr, 0, nullptr));
  }
  while (g_handled.load() < g_wait) {}
  if (g_way == kOtherThread) {
    CloseHandle(CreateThread(nullptr, 0, leaver, nullptr, 0, nullptr));
    for (;;) {}
  }
  leave(g_way);
  return expected_code(g_way);
}

TEST(ExitTest, WhileBeingHijacked) {
  int hangs = 0;
  for (int i = 0; i < kChildren; ++i) {
    const int way = i % kWays;
    psig_test::Child child("leaver", {std::to_string(way), std::to_string(1 + i / kWays % 4)});
    unsigned long code = 0;
    if (!child.wait_for(kLimit, &code)) {
      ADD_FAILURE() << "child " << i << ", way " << way << ", hangs";
      if (std::getenv("PSIG_HANG") != nullptr) {
        std::printf("pid %lu\n", child.pid());
        Sleep(INFINITE);
      }
      if (++hangs == 3) break;
      continue;
    }
    EXPECT_EQ(static_cast<unsigned long>(expected_code(way)), code) << "child " << i << ", way " << way;
  }
}

} // namespace
