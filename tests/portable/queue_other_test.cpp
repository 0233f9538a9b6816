// Signals that wait in another process: tens of thousands, its limit, and what a child has of its parent's.
#include "children.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

using namespace portable;

namespace {

// Linux counts all of a user's; some room is left for the others.
int many() {
  struct rlimit limit {};
  getrlimit(RLIMIT_SIGPENDING, &limit);
  return static_cast<int>(std::min<rlim_t>(30'000, limit.rlim_cur - limit.rlim_cur / 4));
}

rlim_t queue_limit() {
  struct rlimit limit {};
  return getrlimit(RLIMIT_SIGPENDING, &limit) == 0 ? limit.rlim_cur : 0;
}

void limit_queue(rlim_t most) {
  struct rlimit limit {};
  getrlimit(RLIMIT_SIGPENDING, &limit);
  limit.rlim_cur = most;
  if (setrlimit(RLIMIT_SIGPENDING, &limit) != 0) std::abort();
}

class QueueOther : public SignalTest {
protected:
  // Ready when it has said so by SIGUSR2. The arguments are its limit, or 0, and how many signals it is to find.
  pid_t start_counter(int limit, int wanted) {
    block({SIGUSR2});
    const pid_t pid = start("counts", {std::to_string(limit), std::to_string(wanted), std::to_string(getpid())});
    const sigset_t ready = set_of({SIGUSR2});
    int sig;
    EXPECT_EQ(sigwait(&ready, &sig), 0);
    counter_ = pid;
    return pid;
  }
  // What waits in a child that a failed test leaves behind would count against the user's limit for good (Linux).
  void TearDown() override {
    if (counter_ != 0 && waitpid(counter_, nullptr, WNOHANG) == 0) {
      kill(counter_, SIGKILL);
      status_of(counter_);
    }
    SignalTest::TearDown();
  }

private:
  pid_t counter_ = 0; // the last; no test has two
};

} // namespace

// Looks only after SIGUSR1 has come. Exits with 0 if it has found so many signals with values, in order, or, if the
// number is negative, so many of kill(). If it is 0, with the number of those with values, if there is one of kill().
ROLE(counts) {
  const sigset_t all = set_of({SIGRTMIN, SIGRTMIN + 1, SIGUSR1}), end = set_of({SIGUSR1});
  const sigset_t queued = set_of({SIGRTMIN}), sent = set_of({SIGRTMIN + 1});
  sigprocmask(SIG_BLOCK, &all, nullptr);
  if (std::atoi(argv[0]) != 0) limit_queue(static_cast<rlim_t>(std::atoi(argv[0])));
  kill(static_cast<pid_t>(std::atoll(argv[2])), SIGUSR2);
  int sig;
  if (sigwait(&end, &sig) != 0) return 251;
  const int wanted = std::atoi(argv[1]);
  siginfo_t info{};
  constexpr timespec kNow{};
  int values = 0, kills = 0;
  while (sigtimedwait(&queued, &info, &kNow) == SIGRTMIN)
    if (info.si_value.sival_int != values++) return 252;
  while (sigtimedwait(&sent, &info, &kNow) == SIGRTMIN + 1) ++kills;
  if (wanted == 0) return kills == 1 ? values : 255;
  if (wanted < 0) return kills == -wanted ? 0 : 254;
  return values == wanted ? 0 : 253;
}

// In a group of its own, so that nobody else hears it.
ROLE(sends_to_its_group) {
  const sigset_t all = set_of({SIGRTMIN, SIGRTMIN + 1});
  sigprocmask(SIG_BLOCK, &all, nullptr);
  if (setpgid(0, 0) != 0) return 1;
  limit_queue(200);
  int queued = 0;
  while (queued <= 200 && sigqueue(getpid(), SIGRTMIN, int_value(queued)) == 0) ++queued;
  if (kill(0, SIGRTMIN + 1) != 0) return 2;
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGRTMIN + 1) == 1 ? 0 : 3;
}

ROLE(tells_limit) { return queue_limit() == static_cast<rlim_t>(std::atoi(argv[0])) ? 0 : 1; }

TEST_F(QueueOther, tens_of_thousands_wait_in_order) {
  const pid_t child = start_counter(0, many());
  for (int n = 0; n < many(); ++n) ASSERT_EQ(sigqueue(child, SIGRTMIN, int_value(n)), 0) << n << " " << errno;
  ASSERT_EQ(kill(child, SIGUSR1), 0);
  EXPECT_EQ(status_of(child), 0);
}

TEST_F(QueueOther, tens_of_thousands_of_kills_wait) {
  const pid_t child = start_counter(0, -many());
  for (int n = 0; n < many(); ++n) ASSERT_EQ(kill(child, SIGRTMIN + 1), 0) << n << " " << errno;
  ASSERT_EQ(kill(child, SIGUSR1), 0);
  EXPECT_EQ(status_of(child), 0);
}

TEST_F(QueueOther, they_wait_in_a_stopped_process) {
  const pid_t child = start_counter(0, many());
  int status = 0;
  kill(child, SIGSTOP);
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  for (int n = 0; n < many(); ++n) ASSERT_EQ(sigqueue(child, SIGRTMIN, int_value(n)), 0) << n << " " << errno;
  ASSERT_EQ(kill(child, SIGUSR1), 0);
  kill(child, SIGCONT);
  EXPECT_EQ(status_of(child), 0);
}

// The receiver's limit counts, not the sender's; and what was accepted arrives. Linux' count is the user's.
TEST_F(QueueOther, the_receivers_limit_is_the_senders_eagain) {
  constexpr int kLimit = 200;
  int accepted = 0;
  const pid_t child = start_counter(kLimit, 0);
  while (accepted <= kLimit && sigqueue(child, SIGRTMIN, int_value(accepted)) == 0) ++accepted;
#ifdef _WIN32
  EXPECT_EQ(accepted, kLimit);
#endif
  EXPECT_LE(accepted, kLimit);
  for (int n = 0; n < 100; ++n) {
    errno = 0;
    ASSERT_EQ(sigqueue(child, SIGRTMIN, int_value(1000)), -1) << n;
    ASSERT_EQ(errno, EAGAIN);
  }
  // POSIX has no such error for kill(): the signal is pending, once.
  for (int n = 0; n < 3; ++n) EXPECT_EQ(kill(child, SIGRTMIN + 1), 0);
  ASSERT_EQ(kill(child, SIGUSR1), 0) << "a standard signal needs no room";
  EXPECT_EQ(status_of(child), accepted);
}

TEST_F(QueueOther, kill_of_the_own_group_is_pending_beyond_the_limit) {
  EXPECT_EQ(status_of(start("sends_to_its_group")), 0);
}

TEST_F(QueueOther, children_inherit_the_limit) {
  const rlim_t former = queue_limit();
  limit_queue(1234);
  const pid_t lower = start("tells_limit", {"1234"});
  limit_queue(former);
  EXPECT_EQ(status_of(lower), 0);
  EXPECT_EQ(status_of(start("tells_limit", {std::to_string(former)})), 0);
}
