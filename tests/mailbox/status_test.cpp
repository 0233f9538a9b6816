// posix_process_status_np(): what a process blocks, ignores, catches and has pending, seen from outside.
#include <gmock/gmock.h>

#include <pthread.h>
#include <thread>

#include "mailbox/layout.h"
#include "mailbox/peer.h"
#include "mailbox/support.h"
#include "signal/engine.h"

namespace {

using namespace psig_test;

struct posix_process_status status_of(pid_t pid) {
  struct posix_process_status status {};
  EXPECT_EQ(errno_of(posix_process_status_np(pid, &status)), 0);
  return status;
}

void nothing(int) {}

CHILD(shows) {
  struct sigaction action {};
  action.sa_handler = nothing;
  for (const int signo : {SIGINT, SIGUSR2, kRt}) sigaction(signo, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  const sigset_t all = set_of({SIGTERM, SIGUSR1, SIGUSR2, SIGHUP, kRt}), two = set_of({SIGHUP, kRt});
  sigprocmask(SIG_BLOCK, &all, nullptr);
  std::thread other([&] {
    pthread_sigmask(SIG_UNBLOCK, &two, nullptr); // only by the first thread, then
    pthread_kill(pthread_self(), SIGUSR2);       // stays with this one
    say("ready");
    while (!hear().empty()) say("heard");
  });
  other.join();
  return 0;
}

TEST(Status, sets_of_another_process) {
  Child child("shows");
  ASSERT_TRUE(child.expect("ready"));
  const pid_t pid = pid_of(child);
  auto status = status_of(pid);
  EXPECT_EQ(status.state, POSIX_PROCESS_RUNNING);
  EXPECT_EQ(status.threads, 2u) << "the library's own do not count";
  EXPECT_EQ(status.pgid, getpgrp());
  EXPECT_EQ(status.sid, getsid(0));
  EXPECT_EQ(status.caught, set_of({SIGINT, SIGUSR2, kRt}));
  EXPECT_EQ(status.ignored, set_of({SIGPIPE}));
  EXPECT_EQ(status.blocked, set_of({SIGTERM, SIGUSR1, SIGUSR2})) << "what one thread lets in is not blocked";
  EXPECT_EQ(status.pending, set_of({}));
  EXPECT_EQ(status.thread_pending, set_of({SIGUSR2}));
  ASSERT_EQ(kill(pid, SIGTERM), 0);
  ASSERT_EQ(kill(pid, SIGPIPE), 0);
  EXPECT_EQ(status_of(pid).pending, set_of({SIGTERM})); // wherever on its way it is
  EXPECT_EQ(status_of(pid).thread_pending, set_of({SIGUSR2}));
  child.close_input();
  child.wait();
  EXPECT_EQ(errno_of(posix_process_status_np(pid, &status)), ESRCH);
}

TEST(Status, of_a_stopped_process) {
  Child child("shows");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
  posix_process_status seen{};
  while (seen.state != POSIX_PROCESS_STOPPED) ASSERT_EQ(posix_process_status_np(pid_of(child), &seen), 0);
  ASSERT_EQ(sigqueue(pid_of(child), SIGRTMIN + 3, value_of(7)), 0); // remains in the mailbox for now
  const auto status = status_of(pid_of(child));
  EXPECT_EQ(status.state, POSIX_PROCESS_STOPPED);
  EXPECT_EQ(sigismember(&status.pending, SIGRTMIN + 3), 1);
  EXPECT_EQ(status.threads, 2u);
}

TEST(Status, of_ourselves) {
  const sigset_t set = set_of({SIGUSR1}), none = set_of({});
  sigset_t former;
  struct sigaction old {};
  sigprocmask(SIG_BLOCK, &set, &former);
  struct sigaction action {};
  action.sa_handler = nothing;
  sigaction(SIGUSR1, &action, &old);
  raise(SIGUSR1);
  const auto status = status_of(getpid());
  EXPECT_EQ(sigismember(&status.thread_pending, SIGUSR1), 1);
  EXPECT_EQ(sigismember(&status.caught, SIGUSR1), 1);
  EXPECT_EQ(status.pending, none);
  EXPECT_EQ(status.pgid, getpgrp());
  sigprocmask(SIG_SETMASK, &former, nullptr);
  sigaction(SIGUSR1, &old, nullptr);
}

// The library's own thread attaches when the loader tells of it, a moment before it says whose it is.
TEST(Status, a_thread_that_is_being_made_does_not_count) {
  const unsigned before = status_of(getpid()).threads;
  psig::library_thread_creating();
  const HANDLE go = CreateEventW(nullptr, TRUE, FALSE, nullptr), there = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE events[] = {there, go};
  const HANDLE thread = CreateThread(
      nullptr, 0,
      [](void *given) -> DWORD {
        auto *two = static_cast<HANDLE *>(given);
        SignalObjectAndWait(two[0], two[1], INFINITE, FALSE);
        return 0;
      },
      events, 0, nullptr);
  WaitForSingleObject(there, INFINITE);
  EXPECT_EQ(status_of(getpid()).threads, before);
  psig::library_thread_failed(); // then it is somebody else's
  EXPECT_EQ(status_of(getpid()).threads, before + 1);
  SetEvent(go);
  WaitForSingleObject(thread, INFINITE);
  for (const HANDLE handle : {thread, go, there}) CloseHandle(handle);
}

TEST(Status, bad_arguments_and_processes_without_the_library) {
  struct posix_process_status status;
  EXPECT_EQ(errno_of(posix_process_status_np(0, &status)), EINVAL);
  EXPECT_EQ(errno_of(posix_process_status_np(-1, &status)), EINVAL);
  EXPECT_EQ(errno_of(posix_process_status_np(99999996, &status)), ESRCH);
  EXPECT_EQ(errno_of(posix_process_status_np(pid_t{1} << 40, &status)), ESRCH);
  EXPECT_EQ(errno_of(posix_process_status_np(getpid(), nullptr)), EFAULT);
  const Unmanaged unmanaged;
  EXPECT_EQ(errno_of(posix_process_status_np(unmanaged.pid(), &status)), ENOSYS);
}

// Whoever may write into the mailbox may lie about where to look: nothing is found there, and nobody is harmed.
TEST(Status, lies_about_the_address_harm_nobody) {
  Child child("shows");
  ASSERT_TRUE(child.expect("ready"));
  psig::PeerRef peer;
  ASSERT_EQ(peer.open(static_cast<std::uint32_t>(child.pid())), 0);
  const std::uint64_t honest = peer->box().status.load();
  ASSERT_NE(honest, 0u);
  struct posix_process_status status;
  for (const std::uint64_t lie : {std::uint64_t{0}, std::uint64_t{1}, honest + 8, honest + 4096, ~std::uint64_t{0},
                                  reinterpret_cast<std::uint64_t>(&status), std::uint64_t{0x7FFF'FFFF'0000}}) {
    peer->box().status.store(lie);
    EXPECT_EQ(errno_of(posix_process_status_np(pid_of(child), &status)), ENOSYS) << lie;
  }
  peer->box().status.store(honest);
  EXPECT_EQ(errno_of(posix_process_status_np(pid_of(child), &status)), 0);
  child.tell("x");
  EXPECT_EQ(child.line(), "heard");
}

// While the list of threads changes under the reader's eyes, he ends, and sees the two that stay.
CHILD(churns) {
  say("ready");
  std::atomic<bool> stop{false};
  std::thread churn([&] {
    while (!stop.load()) std::thread([] { raise(SIGURG); }).join();
  });
  hear();
  stop.store(true);
  churn.join();
  return 0;
}

TEST(Status, while_threads_come_and_go) {
  Child child("churns");
  ASSERT_TRUE(child.expect("ready"));
  struct posix_process_status status;
  for (int i = 0; i < scaled(2000); ++i) {
    ASSERT_EQ(errno_of(posix_process_status_np(pid_of(child), &status)), 0);
    ASSERT_LE(status.threads, 16384u);
  }
  child.tell("");
  EXPECT_EQ(child.wait(), 0u);
}

TEST(Status, of_a_process_that_has_not_run_yet) {
  Child child("shows", {}, CREATE_SUSPENDED);
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  const auto status = status_of(pid_of(child));
  EXPECT_EQ(status.state, POSIX_PROCESS_STARTING);
  EXPECT_EQ(status.pending, set_of({SIGUSR1}));
  EXPECT_EQ(status.threads, 1u);
  child.terminate();
}

CHILD(ends_when_told) {
  say("ready");
  const std::string how = hear();
  if (how == "exit") ExitProcess(3);
  if (how == "signal") raise(SIGTERM);
  for (;;) Sleep(INFINITE);
}

// From its first breath to its last it has the library, or is not there.
TEST(Status, of_a_process_that_is_just_ending) {
  for (int i = 0; i < scaled(600); ++i) {
    Child child("ends_when_told");
    ASSERT_TRUE(child.expect("ready"));
    const pid_t pid = pid_of(child);
    struct posix_process_status status;
    ASSERT_EQ(errno_of(posix_process_status_np(pid, &status)), 0);
    if (i % 3 == 0) child.tell("exit");
    if (i % 3 == 1) child.tell("signal");
    if (i % 3 == 2) TerminateProcess(child.handle(), 3);
    int error = 0;
    while ((error = errno_of(posix_process_status_np(pid, &status))) == 0) {}
    ASSERT_EQ(error, ESRCH) << i % 3;
  }
}

} // namespace
