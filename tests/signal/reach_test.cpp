// Bare threads that never called the library, and that spend their time in system code: every signal arrives, and the
// calls it comes in between have their right results (hijack, return address).
#include "signal/threads.h"

#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

#include "signal/thread.h"

using namespace psig_test;

namespace {

using reach_test = EngineTest;
constexpr int kSignals = 30;

// Runs `call` over and over in a bare thread, signals it, and counts the calls that went wrong.
template <typename Call> void reached_in(Call call) {
  std::atomic<bool> done{false}, ready{false};
  std::atomic<int> calls{0}, wrong{0};
  BareThread thread([&] {
    ready.store(true);
    while (!done.load()) {
      calls.fetch_add(1);
      if (!call()) wrong.fetch_add(1);
    }
  });
  until([&] { return ready.load(); });
  for (int i = 0; i < kSignals; ++i) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, kSignals);
  EXPECT_GT(calls, 0);
  EXPECT_EQ(wrong, 0);
}

HANDLE open_null() {
  return CreateFileA("NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
}

} // namespace

TEST_F(reach_test, own_busy_loop) {
  reached_in([] {
    for (std::atomic<int> i{0}; i < 100; ++i) {}
    return true;
  });
}

TEST_F(reach_test, sleep) {
  reached_in([] {
    const ULONGLONG before = GetTickCount64();
    Sleep(1);
    return GetTickCount64() >= before;
  });
}

TEST_F(reach_test, strlen) {
  std::string text(100'000, 'x');
  const char *volatile where = text.c_str(); // a call, not a constant
  reached_in([&] { return strlen(where) == 100'000; });
}

TEST_F(reach_test, fprintf) {
  FILE *file = fopen("NUL", "w");
  ASSERT_NE(file, nullptr);
  reached_in([&] { return fprintf(file, "%d %s %f\n", 4711, "some text", 3.25) == 24; });
  fclose(file);
}

TEST_F(reach_test, time) {
  const time_t start = std::time(nullptr);
  reached_in([&] {
    const time_t now = std::time(nullptr);
    return now >= start && now < start + 3600;
  });
}

TEST_F(reach_test, write_file) {
  const HANDLE file = open_null();
  ASSERT_NE(file, INVALID_HANDLE_VALUE);
  reached_in([&] {
    DWORD written = 0;
    return WriteFile(file, "0123456789", 10, &written, nullptr) && written == 10;
  });
  CloseHandle(file);
}

TEST_F(reach_test, failing_calls_keep_their_error) {
  reached_in([] {
    SetLastError(0);
    const DWORD got = GetFileAttributesA("C:\\no such directory\\no such file");
    const DWORD error = GetLastError();
    return got == INVALID_FILE_ATTRIBUTES && (error == ERROR_PATH_NOT_FOUND || error == ERROR_FILE_NOT_FOUND);
  });
}

TEST_F(reach_test, wait_that_times_out) {
  const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  reached_in([&] { return WaitForSingleObject(event, 1) == WAIT_TIMEOUT; });
  CloseHandle(event);
}

TEST_F(reach_test, heap) {
  reached_in([] {
    auto *block = static_cast<char *>(HeapAlloc(GetProcessHeap(), 0, 1000));
    if (block == nullptr) return false;
    memset(block, 7, 1000);
    const bool right = block[999] == 7;
    return HeapFree(GetProcessHeap(), 0, block) && right;
  });
}

TEST_F(reach_test, pipe_round_trip) {
  HANDLE read = nullptr, write = nullptr;
  ASSERT_TRUE(CreatePipe(&read, &write, nullptr, 0));
  int next = 0;
  reached_in([&] {
    DWORD count = 0;
    int got = -1;
    ++next;
    return WriteFile(write, &next, sizeof next, &count, nullptr) && count == sizeof next &&
           ReadFile(read, &got, sizeof got, &count, nullptr) && count == sizeof got && got == next;
  });
  CloseHandle(read);
  CloseHandle(write);
}

TEST_F(reach_test, blocked_in_a_long_wait_until_it_ends) {
  const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  std::atomic<DWORD> result{~0u};
  std::atomic<int> seen_after{-1};
  BareThread thread([&] {
    result.store(WaitForSingleObject(event, INFINITE));
    seen_after.store(g_handled.load());
  });
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  SetEvent(event);
  until([] { return g_handled.load() == 1; });
  thread.join();
  EXPECT_EQ(result, WAIT_OBJECT_0);
  EXPECT_EQ(g_ran_on, thread.tid);
  CloseHandle(event);
}

TEST_F(reach_test, no_such_thread) {
  errno = 0;
  EXPECT_EQ(tgkill(getpid(), 0x7FFFFFFC, SIGUSR1), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_EQ(tgkill(getpid(), 0, SIGUSR1), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(GetCurrentThreadId()), 65), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(GetCurrentThreadId()), 0), 0);
}

TEST_F(reach_test, bare_threads_start_with_the_main_mask) {
  change_mask(SIG_BLOCK, SIGUSR1);
  std::atomic<int> state{0};
  BareThread thread([&] {
    until([&] { return state.load() == 1; });
    sigset_t set, pending;
    sigprocmask(SIG_BLOCK, nullptr, &set);
    sigpending(&pending);
    state.store(sigismember(&set, SIGUSR1) == 1 && sigismember(&pending, SIGUSR1) == 1 ? 2 : 3);
    change_mask(SIG_UNBLOCK, SIGUSR1);
  });
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  state.store(1);
  thread.join();
  EXPECT_EQ(state, 2);
  EXPECT_EQ(g_ran_on, thread.tid);
  change_mask(SIG_UNBLOCK, SIGUSR1);
}

// A signal for the process that its sender can take itself: the main thread is not even looked at.
TEST_F(reach_test, who_takes_it_himself_disturbs_nobody) {
  const psig::Thread &main = *psig::self();
  const std::uint32_t rings = main.wake_sequence.load();
  std::atomic<bool> done{false};
  BareThread sender([&] {
    for (int i = 1; i <= kSignals; ++i) {
      kill(getpid(), SIGUSR1);
      EXPECT_EQ(g_handled, i);
      EXPECT_EQ(g_ran_on, GetCurrentThreadId());
    }
    done.store(true);
  });
  while (!done.load()) {}
  EXPECT_EQ(main.wake_sequence.load(), rings);
}

// But one that waits in a call of ours is told: its call may be there for this signal.
TEST_F(reach_test, who_waits_for_it_is_told) {
  handle(SIGUSR2, note);
  const psig::Thread &main = *psig::self();
  const std::uint32_t rings = main.wake_sequence.load();
  const auto main_tid = static_cast<pid_t>(GetCurrentThreadId());
  BareThread sender([&] {
    until([&] { return main.waiting.load() != psig::kNotWaiting; });
    kill(getpid(), SIGUSR1);
    until([] { return g_handled.load() == 1; }); // by either
    EXPECT_NE(main.wake_sequence.load(), rings);
    tgkill(getpid(), main_tid, SIGUSR2);
  });
  sigset_t none;
  sigemptyset(&none);
  while (g_handled.load() < 2) sigsuspend(&none);
  sender.join();
  handle(SIGUSR2, SIG_DFL);
}
