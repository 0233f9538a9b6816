// Somebody else's DLL, on msvcrt and on ucrt, loaded after the start: its signal() and raise() and ours are about the
// same dispositions.
#include <posix/pthread.h>
#include <posix/signal.h>

#include "crt_bridge/plain_dll.h"

#include <atomic>
#include <cerrno>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include <windows.h>

namespace {

using namespace psig_test;

std::atomic<int> g_count, g_number;
void count(int sig) { g_number = sig, ++g_count; }
void count_info(int sig, siginfo_t *info, void *) { g_number = info->si_signo == sig ? sig : -1, ++g_count; }

class Bridge : public testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    reset();
    g_count = 0;
    calls().calls = 0;
    calls().number = 0;
  }
  void TearDown() override { reset(); }
  static void reset() {
    for (const int sig : {SIGINT, SIGILL, SIGABRT, SIGFPE, SIGSEGV, SIGTERM, SIGBREAK}) signal(sig, SIG_DFL);
  }
  static plain_calls &calls() { return plain(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Crts, Bridge, testing::Values("msvcrt", "ucrt"), [](const auto &info) { return info.param; });

TEST_P(Bridge, its_handler_gets_our_signals_in_its_numbers) {
  plain_calls &dll = calls();
  for (const auto &[sig, number] : {std::pair{SIGINT, 2},
                                    {SIGILL, 4},
                                    {SIGFPE, 8},
                                    {SIGSEGV, 11},
                                    {SIGTERM, 15},
                                    {SIGBREAK, kCrtBreak},
                                    {SIGABRT, kCrtAbort}}) {
    EXPECT_EQ(dll.set(number, dll.count), SIG_DFL) << number;
    for (int i = 1; i <= 3; ++i) { // it is not reset
      EXPECT_EQ(raise(sig), 0);
      EXPECT_EQ(dll.number, number);
    }
    EXPECT_EQ(dll.calls, 3);
    EXPECT_EQ(dll.thread, GetCurrentThreadId());
    dll.calls = 0;
    EXPECT_EQ(dll.set(number, SIG_DFL), dll.count);
  }
}

TEST_P(Bridge, its_raise_gets_our_handler_in_our_numbers) {
  for (const auto &[number, sig] : {std::pair{2, SIGINT},
                                    {8, SIGFPE},
                                    {15, SIGTERM},
                                    {kCrtBreak, SIGBREAK},
                                    {kCrtAbort, SIGABRT},
                                    {kCrtAbortCompat, SIGABRT}}) {
    struct sigaction act = {};
    act.sa_sigaction = count_info;
    act.sa_flags = SA_SIGINFO;
    ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
    g_count = 0;
    EXPECT_EQ(calls().raise_(number), 0);
    EXPECT_EQ(g_count, 1);
    EXPECT_EQ(g_number, sig);
  }
}

TEST_P(Bridge, ignoring_and_defaults_are_seen_on_both_sides) {
  plain_calls &dll = calls();
  EXPECT_EQ(dll.set(15, SIG_IGN), SIG_DFL);
  struct sigaction act;
  sigaction(SIGTERM, nullptr, &act);
  EXPECT_EQ(act.sa_handler, SIG_IGN);
  EXPECT_EQ(raise(SIGTERM), 0);
  EXPECT_EQ(dll.raise_(15), 0);
  EXPECT_EQ(signal(SIGTERM, SIG_DFL), SIG_IGN);
  EXPECT_EQ(dll.set(15, SIG_DFL), SIG_DFL);
  signal(SIGTERM, SIG_IGN);
  EXPECT_EQ(dll.set(15, SIG_DFL), SIG_IGN);
}

TEST_P(Bridge, asking_changes_nothing) {
  plain_calls &dll = calls();
  const auto get = reinterpret_cast<plain_handler>(2); // SIG_GET
  dll.set(15, dll.count);
  EXPECT_EQ(dll.set(15, get), dll.count);
  EXPECT_EQ(dll.set(15, get), dll.count);
}

TEST_P(Bridge, what_was_there_is_put_back_whole) {
  plain_calls &dll = calls();
  for (const auto &[sig, number] : {std::pair{SIGTERM, 15}, {SIGBREAK, kCrtBreak}, {SIGABRT, kCrtAbort}}) {
    struct sigaction act = {}, back;
    act.sa_sigaction = count_info;
    act.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaddset(&act.sa_mask, SIGUSR1);
    sigaction(sig, &act, nullptr);
    const plain_handler former = dll.set(number, dll.count);
    EXPECT_EQ(dll.set(number, former), dll.count);
    sigaction(sig, nullptr, &back);
    EXPECT_EQ(back.sa_sigaction, act.sa_sigaction) << number;
    EXPECT_EQ(back.sa_flags, act.sa_flags);
    EXPECT_EQ(back.sa_mask, act.sa_mask);
    dll.set(number, dll.count); // and the other way round
    struct sigaction theirs;
    act.sa_sigaction = count_info;
    sigaction(sig, &act, &theirs);
    sigaction(sig, &theirs, nullptr);
    EXPECT_EQ(dll.set(number, SIG_DFL), dll.count);
  }
}

TEST_P(Bridge, a_former_handler_may_be_called) {
  plain_calls &dll = calls();
  signal(SIGBREAK, count);
  const plain_handler former = dll.set(kCrtBreak, dll.count);
  former(kCrtBreak);
  EXPECT_EQ(g_number, SIGBREAK);
  const posix_sighandler_t theirs = signal(SIGFPE, SIG_DFL);
  EXPECT_EQ(theirs, SIG_DFL);
  dll.set(8, dll.count);
  signal(SIGFPE, count)(SIGFPE); // with the number alone
  EXPECT_EQ(dll.number, 8);
}

TEST_P(Bridge, both_crts_see_one_another) {
  plain_calls &first = calls(), &second = plain(GetParam() == "ucrt" ? "msvcrt" : "ucrt");
  first.set(15, first.count);
  EXPECT_EQ(second.raise_(15), 0);
  EXPECT_EQ(first.calls, 1);
  EXPECT_EQ(second.set(15, second.count), first.count);
  EXPECT_EQ(second.set(15, first.count), second.count);
  EXPECT_EQ(first.set(15, SIG_DFL), first.count);
}

TEST_P(Bridge, what_it_does_not_know_it_refuses) {
  plain_calls &dll = calls();
  for (const int number : {0, 1, 3, 5, 7, 9, 10, 14, 17, 20, 23, 32, 64, -1}) {
    EXPECT_EQ(dll.set(number, dll.count), SIG_ERR) << number;
    EXPECT_NE(dll.raise_(number), 0) << number;
  }
}

TEST_P(Bridge, whoever_asks_by_name_gets_the_same) {
  const auto by = by_name<plain_handler (*)(int, plain_handler)>(dll_of(GetParam()), "signal");
  EXPECT_EQ(by(15, as_plain(count)), SIG_DFL);
  raise(SIGTERM);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(by_name<void *>(dll_of(GetParam()), "no_such_function"), nullptr);
}

TEST_P(Bridge, a_handler_runs_on_the_thread_it_was_sent_to) {
  plain_calls &dll = calls();
  dll.set(15, dll.count);
  std::atomic<bool> done{false};
  std::atomic<unsigned long> tid{0};
  std::thread target([&] {
    tid = GetCurrentThreadId();
    while (!done) std::this_thread::yield();
  });
  while (tid == 0) std::this_thread::yield();
  EXPECT_EQ(tgkill(static_cast<pid_t>(GetCurrentProcessId()), static_cast<pid_t>(tid.load()), SIGTERM), 0);
  while (dll.calls == 0) std::this_thread::yield();
  EXPECT_EQ(dll.thread, tid.load());
  done = true;
  target.join();
}

TEST_P(Bridge, sent_signals_are_no_exceptions) {
  plain_calls &dll = calls();
  dll.set(8, dll.count);
  EXPECT_EQ(dll.raise_(8), 0);
  EXPECT_EQ(dll.pointers, nullptr);
  EXPECT_EQ(dll.code, 0x8c); // _FPE_EXPLICITGEN
}

// As the engine calls it after a fault.
TEST_P(Bridge, faults_fill_the_crts_globals) {
  plain_calls &dll = calls();
  dll.set(8, dll.count);
  struct sigaction act;
  sigaction(SIGFPE, nullptr, &act);
  ASSERT_NE(act.sa_flags & SA_SIGINFO, 0);
  ucontext_t context = {};
  siginfo_t info = {};
  info.si_signo = SIGFPE;
  info.si_code = FPE_FLTDIV;
  act.sa_sigaction(SIGFPE, &info, &context);
  EXPECT_EQ(dll.code, 0x83); // _FPE_ZERODIVIDE
  EXPECT_NE(dll.pointers, nullptr);
  EXPECT_EQ(dll.number, 8);
}

// The CRT's own signal() resets before it calls: a second signal in that moment ends the process.
TEST_P(Bridge, no_signal_is_lost_to_a_reset) {
  plain_calls &dll = calls();
  dll.set(15, dll.count);
  std::atomic<bool> done{false};
  std::thread installer([&] {
    while (!done) dll.set(15, dll.count);
  });
  for (int i = 0; i < 20'000; ++i) dll.raise_(15);
  done = true;
  installer.join();
  EXPECT_EQ(dll.calls, 20'000);
}

} // namespace
