// A handler may call into every C run-time of the process, directly or through somebody's DLL. What it leaves in their
// errno and _doserrno does not reach the code it interrupted, by whichever delivery method it came.
#include <posix/pthread.h>
#include <posix/signal.h>

#include "crt_bridge/early.h"
#include "crt_bridge/plain_dll.h"

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <windows.h>

namespace {

using namespace psig_test;

constexpr int kBefore = 11, kByHandler = 22;
constexpr const char *kCrts[] = {"msvcrt", "ucrtbase"};

int &error_of(const char *crt) { return *by_name<int *(*)()>(crt, "_errno")(); }
unsigned long &os_error_of(const char *crt) { return *by_name<unsigned long *(*)()>(crt, "__doserrno")(); }

std::atomic<int> g_count;
void spoils(int sig) {
  for (const char *crt : kCrts) error_of(crt) = kByHandler, os_error_of(crt) = kByHandler;
  SetLastError(kByHandler);
  if (sig == SIGUSR1) raise(SIGUSR2); // one within the other
  for (const char *crt : kCrts) EXPECT_EQ(error_of(crt), kByHandler);
  ++g_count;
}

void set(int value) {
  for (const char *crt : kCrts) error_of(crt) = value, os_error_of(crt) = static_cast<unsigned long>(value);
}
void expect(int value) {
  for (const char *crt : kCrts) {
    EXPECT_EQ(error_of(crt), value) << crt;
    EXPECT_EQ(os_error_of(crt), static_cast<unsigned long>(value)) << crt;
  }
}

class CrtErrors : public testing::TestWithParam<int> { // flags of the handler
protected:
  void SetUp() override {
    for (const char *crt : {"msvcrt", "ucrt"}) plain(crt);
    struct sigaction act = {};
    act.sa_handler = spoils;
    act.sa_flags = GetParam() & ~SA_SIGINFO;
    if ((GetParam() & SA_SIGINFO) != 0) {
      act.sa_flags = GetParam();
      act.sa_sigaction = [](int sig, siginfo_t *, void *) { spoils(sig); };
    }
    for (const int sig : {SIGUSR1, SIGUSR2}) sigaction(sig, &act, nullptr);
    static char area[1 << 16];
    const stack_t stack = {area, 0, sizeof(area)}, none = {nullptr, SS_DISABLE, 0};
    sigaltstack((GetParam() & SA_ONSTACK) != 0 ? &stack : &none, nullptr);
    g_count = 0;
  }
  void TearDown() override {
    for (const int sig : {SIGUSR1, SIGUSR2, SIGTERM}) signal(sig, SIG_DFL);
    const stack_t none = {nullptr, SS_DISABLE, 0};
    sigaltstack(&none, nullptr);
  }
};
INSTANTIATE_TEST_SUITE_P(Flags, CrtErrors, testing::Values(0, SA_SIGINFO, SA_ONSTACK | SA_SIGINFO));

int g_count_in_attach;

} // namespace

extern "C" __declspec(dllexport) void during_attach() { // called by early.c
  raise(SIGUSR2);
  g_count_in_attach = g_count;
}

TEST_P(CrtErrors, stay_over_raise) {
  set(kBefore);
  EXPECT_EQ(raise(SIGUSR1), 0);
  EXPECT_EQ(g_count, 2);
  expect(kBefore);
}

TEST_P(CrtErrors, stay_over_a_blocked_signal_that_is_let_through) {
  sigset_t both, former;
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &both, &former);
  raise(SIGUSR1);
  set(kBefore);
  EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &former, nullptr), 0);
  EXPECT_EQ(g_count, 2);
  expect(kBefore);
}

// Running code, system code, and an alertable wait; on a thread that has not called the library before.
TEST_P(CrtErrors, stay_where_another_thread_interrupts) {
  for (const int kind : {0, 1, 2}) {
    std::atomic<DWORD> tid{0};
    g_count = 0;
    std::thread other([&] {
      set(kBefore);
      SetLastError(kBefore);
      tid = GetCurrentThreadId();
      DWORD last = kBefore;
      if (kind == 0)
        while (g_count != 2) {}
      while (kind == 1 && g_count != 2) Sleep(1);
      while (kind == 2 && g_count != 2) SleepEx(10, TRUE);
      if (kind == 0) last = GetLastError();
      EXPECT_EQ(last, static_cast<DWORD>(kBefore));
      expect(kBefore);
    });
    while (tid == 0) Sleep(1);
    EXPECT_EQ(tgkill(static_cast<int>(GetCurrentProcessId()), static_cast<int>(tid), SIGUSR1), 0);
    other.join();
  }
}

TEST_P(CrtErrors, of_a_thread_that_never_called_a_run_time_stay_0) {
  std::thread([] {
    raise(SIGUSR1);
    expect(0);
  }).join();
  EXPECT_EQ(g_count, 2);
}

TEST_P(CrtErrors, stay_for_a_dll_whose_handler_came_by_its_run_time) {
  for (const char *crt : {"msvcrt", "ucrt"}) {
    plain_calls &dll = plain(crt);
    dll.repair = [] { set(kByHandler); };
    dll.set(15, dll.count);
    dll.calls = 0;
    set(kBefore);
    EXPECT_EQ(dll.raise_(15), 0);
    EXPECT_EQ(dll.calls, 1);
    expect(kBefore);
    dll.set(15, SIG_DFL);
    dll.repair = nullptr;
  }
}

TEST_P(CrtErrors, of_a_run_time_are_not_asked_for_before_it_is_ready) {
  const HMODULE module = LoadLibraryA("early_crt.dll");
  ASSERT_NE(module, nullptr);
  auto *early = by_name<early_calls *(*)()>("early_crt.dll", "early")();
  EXPECT_EQ(g_count_in_attach, 1) << "a handler ran while the DLL was attached, the first time";
  EXPECT_EQ(early->too_early, 0);
  for (int n = 0; n < 9; ++n) FreeLibrary(module);
  ASSERT_EQ(GetModuleHandleA("early_crt.dll"), module) << "its errno may be asked for at any time";
  static early_calls *from_handler;
  from_handler = early;
  struct sigaction act = {};
  act.sa_handler = [](int) { from_handler->error = kByHandler; };
  sigaction(SIGUSR2, &act, nullptr);
  early->error = kBefore;
  raise(SIGUSR2);
  EXPECT_EQ(early->error, kBefore) << "loaded after the thread's first handler";
}
