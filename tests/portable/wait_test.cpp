// XSH wait, waitid, and SIGCHLD.
#include "children.h"

#ifndef _WIN32
#include <sys/syscall.h>
#endif

using namespace portable;

namespace {

ROLE(ends) { return std::atoi(argv[0]); }
ROLE(stops_again) {
  for (;;) raise(std::atoi(argv[0]));
}
ROLE(ends_at_usr1) {
  const sigset_t set = set_of({SIGUSR1});
  int sig = 0;
  sigwait(&set, &sig);
  return 3;
}
ROLE(dies) { return raise(std::atoi(argv[0])); }

void nothing(int) {}
std::atomic<int> g_reaped{0};

// The way every Unix server does it.
void reap_all(int) {
  const int saved = errno;
  while (waitpid(-1, nullptr, WNOHANG) > 0) g_reaped.fetch_add(1);
  errno = saved;
}

#ifdef _WIN32
id_t pidfd_of(pid_t pid) { return static_cast<id_t>(posix_pidfd_open_np(pid, 0)); }
void close_pidfd(id_t pidfd) { posix_pidfd_close_np(static_cast<posix_pidfd_t>(pidfd)); }
#else
id_t pidfd_of(pid_t pid) { return static_cast<id_t>(syscall(SYS_pidfd_open, pid, 0)); }
void close_pidfd(id_t pidfd) { close(static_cast<int>(pidfd)); }
#endif

using wait_test = SignalTest;

} // namespace

TEST_F(wait_test, the_status_tells_how_it_ended) {
  for (const int value : {0, 1, 7, 200, 255}) EXPECT_EQ(status_of(start("ends", {std::to_string(value)})), value);
  for (const int sig : {SIGHUP, SIGKILL, SIGUSR1, SIGTERM, SIGALRM, SIGRTMIN})
    EXPECT_EQ(status_of(start("dies", {std::to_string(sig)})), -sig);
}

TEST_F(wait_test, a_handler_that_reaps_misses_none) {
  g_reaped.store(0);
  handle(SIGCHLD, reap_all, SA_RESTART);
  constexpr int kChildren = 40;
  for (int n = 0; n < kChildren; ++n) start("ends", {"0"});
  while (g_reaped.load() < kChildren) {
    sigset_t none = set_of({}), all = set_of({SIGCHLD}), old;
    pthread_sigmask(SIG_BLOCK, &all, &old);
    if (g_reaped.load() < kChildren) sigsuspend(&none);
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
  }
  EXPECT_EQ(waitpid(-1, nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(wait_test, sigchld_is_pending_by_the_time_the_child_is_waited_for) {
  handle(SIGCHLD, nothing);
  block({SIGCHLD});
  for (int n = 0; n < 10; ++n) {
    status_of(start("ends", {"0"}));
    EXPECT_TRUE(pending(SIGCHLD));
    sigset_t set = set_of({SIGCHLD});
    int sig;
    sigwait(&set, &sig);
  }
}

TEST_F(wait_test, two_threads_wait_for_two_children) {
  const pid_t one = start("pauses"), two = start("pauses");
  std::atomic<int> ended{0};
  Thread waits_for_one([&] { ended += status_of(one) == -SIGUSR1; });
  Thread waits_for_two([&] { ended += status_of(two) == -SIGUSR2; });
  EXPECT_EQ(kill(two, SIGUSR2), 0);
  waits_for_two.join();
  EXPECT_EQ(ended.load(), 1);
  EXPECT_EQ(kill(one, SIGUSR1), 0);
  waits_for_one.join();
  EXPECT_EQ(ended.load(), 2);
}

TEST_F(wait_test, a_child_is_told_to_one_of_many_waiters) {
  const pid_t child = start("pauses");
  std::atomic<int> got{0}, refused{0};
  {
    const auto body = [&] {
      if (waitpid(-1, nullptr, 0) == child) ++got;
      else refused += errno == ECHILD;
    };
    Thread a(body), b(body), c(body);
    kill(child, SIGKILL);
  }
  EXPECT_EQ(got.load(), 1);
  EXPECT_EQ(refused.load(), 2);
}

TEST_F(wait_test, usage_is_told) {
  struct rusage usage = {};
  usage.ru_maxrss = -1;
  int status = 1;
  const pid_t child = start("ends", {"4"});
  EXPECT_EQ(wait4(child, &status, 0, &usage), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  EXPECT_GE(usage.ru_utime.tv_sec, 0);
  EXPECT_GE(usage.ru_maxrss, 0);
}

TEST_F(wait_test, stop_continue_stop_kill) {
  const pid_t child = start("pauses");
  int status;
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(kill(child, SIGSTOP), 0);
    EXPECT_EQ(waitpid(child, &status, WUNTRACED), child);
    EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    EXPECT_EQ(kill(child, SIGCONT), 0);
    EXPECT_EQ(waitpid(child, &status, WUNTRACED | WCONTINUED), child);
    EXPECT_TRUE(WIFCONTINUED(status));
  }
  EXPECT_EQ(kill(child, SIGSTOP), 0);
  EXPECT_EQ(kill(child, SIGKILL), 0);
  EXPECT_EQ(status_of(child), -SIGKILL);
}

TEST_F(wait_test, a_stop_is_no_news_once_it_is_undone) {
  const pid_t child = start("pauses");
  int status = 0;
  for (int n = 0; n < 300; ++n) {
    ASSERT_EQ(kill(child, SIGSTOP), 0);
    const bool seen = n % 2 != 0;
    siginfo_t info{};
    if (seen) {
      ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WSTOPPED | WNOWAIT), 0);
    }
    ASSERT_EQ(kill(child, SIGCONT), 0);
    ASSERT_EQ(waitpid(child, &status, WUNTRACED | WNOHANG), 0) << n;
    if (!seen) continue;
    ASSERT_EQ(waitpid(child, &status, WUNTRACED | WCONTINUED), child);
    ASSERT_TRUE(WIFCONTINUED(status)) << n;
  }
  ASSERT_EQ(kill(child, SIGKILL), 0);
  EXPECT_EQ(status_of(child), -SIGKILL);
}

TEST_F(wait_test, a_stop_after_the_continuation_is_told) {
  for (const int sig : {SIGSTOP, SIGTSTP}) {
    posix_spawnattr_t own_group;
    posix_spawnattr_init(&own_group);
    posix_spawnattr_setflags(&own_group, POSIX_SPAWN_SETPGROUP);
    const pid_t child = start("stops_again", {std::to_string(sig)}, nullptr, &own_group);
    int status = 0;
    for (int n = 0; n < 200; ++n) {
      ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
      ASSERT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == sig) << n;
      ASSERT_EQ(kill(n % 3 == 0 ? -child : child, SIGCONT), 0);
    }
    ASSERT_EQ(kill(child, SIGKILL), 0);
    while (waitpid(child, &status, WUNTRACED) == child && !WIFSIGNALED(status)) {}
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    posix_spawnattr_destroy(&own_group);
  }
}

TEST_F(wait_test, after_a_storm_of_stops_the_last_word_counts) {
  const pid_t child = start("pauses");
  for (int n = 0; n < 5000; ++n) {
    ASSERT_EQ(kill(child, SIGSTOP), 0);
    ASSERT_EQ(kill(child, SIGCONT), 0);
  }
  ASSERT_EQ(kill(child, SIGSTOP), 0);
  int status = 0;
  do ASSERT_EQ(waitpid(child, &status, WUNTRACED | WCONTINUED), child);
  while (!WIFSTOPPED(status));
  ASSERT_EQ(kill(child, SIGCONT), 0);
  do ASSERT_EQ(waitpid(child, &status, WUNTRACED | WCONTINUED), child);
  while (!WIFCONTINUED(status));
  ASSERT_EQ(kill(child, SIGTERM), 0);
  EXPECT_EQ(status_of(child), -SIGTERM);
}

TEST_F(wait_test, a_stopped_process_dies_only_when_it_goes_on) {
  const pid_t child = start("pauses");
  ASSERT_EQ(kill(child, SIGSTOP), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  ASSERT_EQ(kill(child, SIGTERM), 0);
  sigset_t chld;
  sigemptyset(&chld), sigaddset(&chld, SIGCHLD);
  sigset_t before;
  sigprocmask(SIG_BLOCK, &chld, &before);
  const timespec soon{0, 200'000'000};                      // nothing is to happen: a bound, no synchronisation
  while (sigtimedwait(&chld, nullptr, &soon) == SIGCHLD) {} // of the stop, and of earlier children
  EXPECT_EQ(waitpid(child, &status, WNOHANG), 0);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  ASSERT_EQ(kill(child, SIGCONT), 0);
  EXPECT_EQ(status_of(child), -SIGTERM);
}

TEST_F(wait_test, a_signal_before_the_child_runs_is_not_lost) {
  for (int n = 0; n < 10; ++n) {
    const pid_t child = start("pauses");
    EXPECT_EQ(kill(child, SIGTERM), 0);
    EXPECT_EQ(status_of(child), -SIGTERM);
  }
}

TEST_F(wait_test, by_a_handle_of_the_process) {
  const pid_t child = start("pauses");
  const id_t pidfd = pidfd_of(child);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PIDFD, pidfd, &info, WEXITED | WNOHANG), 0);
  EXPECT_EQ(info.si_pid, 0);
  EXPECT_EQ(kill(child, SIGTERM), 0);
  ASSERT_EQ(waitid(P_PIDFD, pidfd, &info, WEXITED), 0);
  EXPECT_EQ(info.si_pid, child);
  EXPECT_EQ(info.si_code, CLD_KILLED);
  EXPECT_EQ(info.si_status, SIGTERM);
  EXPECT_EQ(waitid(P_PIDFD, pidfd, &info, WEXITED), -1);
  EXPECT_EQ(errno, ECHILD) << "it has been waited for";
  close_pidfd(pidfd);
  EXPECT_EQ(waitid(P_PIDFD, pidfd, &info, WEXITED), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(waitid(P_PIDFD, static_cast<id_t>(-1), &info, WEXITED), -1);
  EXPECT_TRUE(errno == EBADF || errno == EINVAL) << errno;
}

TEST_F(wait_test, bad_arguments) {
  siginfo_t info;
  EXPECT_EQ(waitpid(-1, nullptr, 0x4000000), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(waitid(P_ALL, 0, &info, WNOHANG), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(waitpid(getpid(), nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
  EXPECT_EQ(waitpid(-0x7FFFFFF0, nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
}

// A state that cannot come any more is waited for by nobody (Linux: ECHILD, and the zombie is kept).
TEST_F(wait_test, a_zombie_will_neither_stop_nor_go_on) {
  const pid_t child = start("ends", {"5"});
  siginfo_t info = {};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  for (const int states : {WSTOPPED, WCONTINUED, WSTOPPED | WCONTINUED})
    for (const int more : {0, WNOHANG, WNOWAIT})
      for (const idtype_t kind : {P_PID, P_ALL}) {
        errno = 0;
        EXPECT_EQ(waitid(kind, static_cast<id_t>(child), &info, states | more), -1);
        EXPECT_EQ(errno, ECHILD) << states << ' ' << more;
      }
  EXPECT_EQ(status_of(child), 5);
}

TEST_F(wait_test, a_wait_for_a_stop_ends_with_its_child) {
  block({SIGUSR1});
  const pid_t child = start("ends_at_usr1"); // which it inherits blocked
  Thread killer([&] { kill(child, SIGUSR1); });
  siginfo_t info = {};
  errno = 0;
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WSTOPPED), -1);
  EXPECT_EQ(errno, ECHILD);
  EXPECT_EQ(status_of(child), 3);
}

TEST_F(wait_test, a_zombie_keeps_its_group_and_its_session) {
  for (const bool own_group : {false, true}) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    if (own_group) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const pid_t child = start("ends", {"0"}, nullptr, &attributes);
    posix_spawnattr_destroy(&attributes);
    siginfo_t info = {};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(getpgid(child), own_group ? child : getpgrp());
    EXPECT_EQ(getsid(child), getsid(0));
    EXPECT_EQ(setpgid(child, 0), -1);
    EXPECT_EQ(errno, EACCES);
    EXPECT_EQ(status_of(child), 0);
    EXPECT_EQ(getpgid(child), -1);
    EXPECT_EQ(errno, ESRCH);
  }
}

// A process group exists until the last of its members has been waited for.
TEST_F(wait_test, a_zombie_s_group_can_be_joined_and_killed) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const pid_t leader = start("ends", {"0"}, nullptr, &attributes);
  siginfo_t info = {};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(leader), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(kill(-leader, 0), 0);
  EXPECT_EQ(kill(-leader, SIGTERM), 0);
  posix_spawnattr_setpgroup(&attributes, leader);
  const pid_t member = start("pauses", {}, nullptr, &attributes);
  EXPECT_EQ(getpgid(member), leader);
  EXPECT_EQ(status_of(leader), 0);
  EXPECT_EQ(kill(-leader, SIGTERM), 0);
  EXPECT_EQ(waitid(P_PGID, static_cast<id_t>(leader), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(status_of(member), -SIGTERM);
  EXPECT_EQ(kill(-leader, 0), -1);
  EXPECT_EQ(errno, ESRCH);
  posix_spawnattr_setpgroup(&attributes, leader);
  EXPECT_EQ(try_start(g_program, nullptr, &attributes), EPERM);
  posix_spawnattr_destroy(&attributes);
}
