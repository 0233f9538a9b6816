// Threads coming and going: who is known when, with which mask.
#include "signal/threads.h"

#include <pthread.h>

#include <posix/pthread.h>

#include <thread>
#include <vector>

#include "signal/engine_table.h"

using namespace psig_test;

namespace {

using threads_test = EngineTest;

bool blocked(int sig) {
  sigset_t set;
  sigprocmask(SIG_BLOCK, nullptr, &set);
  return sigismember(&set, sig) == 1;
}

} // namespace

// A thread that is first seen while a pthread_create() is under way takes nothing until its mask is known; what was
// sent to it meanwhile must not stay behind.
TEST_F(threads_test, sent_while_a_creation_is_under_way) {
  sigset_t mask;
  std::atomic<std::uint32_t> go{0};
  ASSERT_TRUE(psig::engine()->thread_creating(&mask));
  std::atomic<bool> done{false}, ready{false};
  BareThread thread([&] {
    ready.store(true);
    while (!done.load()) {}
  });
  until([&] { return ready.load(); });
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  psig::engine()->thread_created(0, 0, &go);
  until([] { return g_handled.load() == 1; });
  EXPECT_EQ(g_ran_on, thread.tid);
  done.store(true);
}

TEST_F(threads_test, thousand_short_lives_lose_nothing) {
  change_mask(SIG_BLOCK, SIGUSR1);
  for (int i = 0; i < 1000; ++i) {
    std::thread shortly([] {});
    ASSERT_EQ(pthread_kill(shortly.native_handle(), SIGUSR1), 0);
    shortly.join();
  }
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
  change_mask(SIG_UNBLOCK, SIGUSR1);
  EXPECT_EQ(g_handled, 0);
}

TEST_F(threads_test, ended_threads_leave_no_ghost) {
  for (int i = 0; i < 300; ++i) {
    std::thread([] {}).join(); // with SIGUSR2 open
    change_mask(SIG_BLOCK, SIGUSR2);
    ASSERT_EQ(kill(getpid(), SIGUSR2), 0); // nobody has it open now: the default action must wait
    handle(SIGUSR2, SIG_IGN);              // discards it
    handle(SIGUSR2, SIG_DFL);
    change_mask(SIG_UNBLOCK, SIGUSR2);
  }
}

TEST_F(threads_test, masks_are_inherited_under_concurrent_creation) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> creators;
  for (const int sig : {SIGUSR2, SIGHUP, SIGTERM, SIGRTMIN}) {
    creators.emplace_back([&wrong, sig] {
      change_mask(SIG_BLOCK, sig);
      for (int i = 0; i < 50; ++i) {
        std::thread([&wrong, sig] {
          for (const int any : {SIGUSR2, SIGHUP, SIGTERM, SIGRTMIN})
            wrong.fetch_add(blocked(any) == (any == sig) ? 0 : 1);
        }).join();
      }
    });
  }
  for (std::thread &creator : creators) creator.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(threads_test, block_first_then_start_threads_and_wait_in_one) {
  change_mask(SIG_BLOCK, SIGTERM);
  int got = 0;
  std::thread waiter([&] {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &got);
  });
  std::atomic<bool> done{false};
  std::thread worker([&] {
    while (!done.load()) {}
  });
  EXPECT_EQ(kill(getpid(), SIGTERM), 0);
  waiter.join();
  done.store(true);
  worker.join();
  EXPECT_EQ(got, SIGTERM);
  change_mask(SIG_UNBLOCK, SIGTERM);
}

TEST_F(threads_test, suspended_at_birth) {
  std::atomic<bool> done{false};
  const HANDLE thread = CreateThread(
      nullptr, 0,
      [](void *flag) -> DWORD {
        while (!static_cast<std::atomic<bool> *>(flag)->load()) {}
        return 0;
      },
      &done, CREATE_SUSPENDED, nullptr);
  ASSERT_NE(thread, nullptr);
  const DWORD tid = GetThreadId(thread);
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(tid), SIGUSR1), 0);
  ResumeThread(thread);
  until([] { return g_handled.load() == 1; });
  EXPECT_EQ(g_ran_on, tid);
  done.store(true);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}
