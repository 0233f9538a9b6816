// XSH sigqueue: values, order, and the limit.
#include "support.h"

#include <sys/resource.h>

#include <algorithm>

using namespace portable;

namespace {

using sigqueue_test = SignalTest;

// The number of signals that can be pending, for as long as this lives.
class QueueLimit {
public:
  explicit QueueLimit(rlim_t most) {
    getrlimit(RLIMIT_SIGPENDING, &former_);
    const struct rlimit limit = {most, former_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_SIGPENDING, &limit), 0);
  }
  ~QueueLimit() { EXPECT_EQ(setrlimit(RLIMIT_SIGPENDING, &former_), 0); }
  QueueLimit(const QueueLimit &) = delete;
  QueueLimit &operator=(const QueueLimit &) = delete;

private:
  struct rlimit former_ = {};
};

// Linux counts all of a user's; some room is left for the others.
int many() {
  struct rlimit limit = {};
  getrlimit(RLIMIT_SIGPENDING, &limit);
  return static_cast<int>(std::min<rlim_t>(30'000, limit.rlim_cur - limit.rlim_cur / 4));
}

std::atomic<int> g_caught;
void count(int) { g_caught.fetch_add(1); }

// How often the handler has run after `send` was called so many times with the signal blocked.
template <typename Send> int caught_of_many(Send send) {
  handle(SIGRTMIN + 1, count);
  block({SIGRTMIN + 1});
  g_caught = 0;
  for (int i = 0; i < many(); ++i)
    if (send(SIGRTMIN + 1) != 0) ADD_FAILURE() << i;
  EXPECT_EQ(g_caught.load(), 0);
  unblock({SIGRTMIN + 1});
  return g_caught.load();
}

int take(int sig, siginfo_t *info) {
  const sigset_t set = set_of({sig});
  constexpr timespec kNow = {0, 0};
  return sigtimedwait(&set, info, &kNow);
}

} // namespace

TEST_F(sigqueue_test, handler_gets_the_value) {
  handle_info(SIGUSR1, note_info);
  union sigval value = {};
  value.sival_ptr = &value;
  ASSERT_EQ(sigqueue(getpid(), SIGUSR1, value), 0);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_info.si_signo, SIGUSR1);
  EXPECT_EQ(g_info.si_code, SI_QUEUE);
  EXPECT_EQ(g_info.si_pid, getpid());
  EXPECT_EQ(g_info.si_value.sival_ptr, &value);
}

TEST_F(sigqueue_test, lowest_first_then_in_order) {
  for (int i = 0; i < 4; ++i) handle_info(SIGRTMIN + i, note_info, 0, full_set());
  block({SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2, SIGRTMIN + 3});
  for (int i = 0; i < 40; ++i) ASSERT_EQ(sigqueue(getpid(), SIGRTMIN + (i * 7) % 4, int_value(i)), 0);
  unblock({SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2, SIGRTMIN + 3});
  ASSERT_EQ(g_count, 40);
  for (int i = 1; i < 40; ++i) {
    ASSERT_GE(g_log[i], g_log[i - 1]);
    if (g_log[i] == g_log[i - 1]) {
      ASSERT_GT(g_value[i], g_value[i - 1]);
    }
  }
}

TEST_F(sigqueue_test, every_real_time_signal_queues) {
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; ++sig) {
    block({sig});
    for (int i = 0; i < 3; ++i) ASSERT_EQ(sigqueue(getpid(), sig, int_value(sig * 10 + i)), 0);
    for (int i = 0; i < 3; ++i) {
      siginfo_t info = {};
      ASSERT_EQ(take(sig, &info), sig);
      EXPECT_EQ(info.si_value.sival_int, sig * 10 + i);
    }
    siginfo_t info = {};
    EXPECT_EQ(take(sig, &info), -1);
  }
}

TEST_F(sigqueue_test, kill_and_raise_queue_real_time_signals_too) {
  handle(SIGRTMIN, note);
  block({SIGRTMIN});
  for (int i = 0; i < 3; ++i) raise(SIGRTMIN), kill(getpid(), SIGRTMIN);
  unblock({SIGRTMIN});
  EXPECT_EQ(g_count, 6);
}

TEST_F(sigqueue_test, standard_signals_keep_the_first_value) {
  block({SIGUSR1});
  for (int i = 1; i <= 3; ++i) sigqueue(getpid(), SIGUSR1, int_value(i));
  siginfo_t info = {};
  EXPECT_EQ(take(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_value.sival_int, 1);
  EXPECT_EQ(take(SIGUSR1, &info), -1);
}

TEST_F(sigqueue_test, bad_arguments) {
  for (const int sig : {-1, 65, 1000}) {
    errno = 0;
    EXPECT_EQ(sigqueue(getpid(), sig, int_value(0)), -1);
    EXPECT_EQ(errno, EINVAL);
  }
  errno = 0;
  EXPECT_EQ(sigqueue(0x7FFFFFF0, SIGUSR1, int_value(0)), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_EQ(sigqueue(getpid(), 0, int_value(0)), 0);
}

TEST_F(sigqueue_test, full_queue_is_eagain_and_recovers) {
  const QueueLimit limit(200);
  handle(SIGUSR1, note);
  block({SIGRTMIN});
  int queued = 0;
  while (queued < 100'000 && sigqueue(getpid(), SIGRTMIN, int_value(queued)) == 0) ++queued;
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_GE(queued, 32);
  EXPECT_LT(queued, 100'000);
  const long most = sysconf(_SC_SIGQUEUE_MAX);
  EXPECT_TRUE(most < 0 || queued <= most);
  EXPECT_EQ(kill(getpid(), SIGUSR1), 0); // kill() needs no room
  EXPECT_EQ(g_count, 1);
  for (int i = 0; i < queued; ++i) {
    siginfo_t info = {};
    ASSERT_EQ(take(SIGRTMIN, &info), SIGRTMIN);
    ASSERT_EQ(info.si_value.sival_int, i);
  }
  EXPECT_EQ(sigqueue(getpid(), SIGRTMIN, int_value(7)), 0);
  siginfo_t info = {};
  EXPECT_EQ(take(SIGRTMIN, &info), SIGRTMIN);
  EXPECT_EQ(info.si_value.sival_int, 7);
}

TEST_F(sigqueue_test, tens_of_thousands_wait) {
  EXPECT_EQ(caught_of_many([](int sig) { return sigqueue(getpid(), sig, int_value(1)); }), many());
  EXPECT_EQ(caught_of_many([](int sig) { return kill(getpid(), sig); }), many());
  EXPECT_EQ(caught_of_many([](int sig) { return raise(sig); }), many());
  EXPECT_EQ(caught_of_many([](int sig) { return pthread_kill(pthread_self(), sig); }), many());
  EXPECT_EQ(caught_of_many([](int sig) { return pthread_sigqueue(pthread_self(), sig, int_value(1)); }), many());
}

TEST_F(sigqueue_test, a_full_queue_is_eagain_for_all_but_kill) {
  const QueueLimit limit(20);
  handle(SIGRTMIN + 2, count);
  g_caught = 0;
  block({SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2});
  int queued = 0;
  while (queued < 100 && sigqueue(getpid(), SIGRTMIN, int_value(queued)) == 0) ++queued;
  EXPECT_LE(queued, 20);
  EXPECT_EQ(pthread_kill(pthread_self(), SIGRTMIN + 1), EAGAIN);
  EXPECT_EQ(pthread_sigqueue(pthread_self(), SIGRTMIN + 1, int_value(0)), EAGAIN);
  errno = 0;
  EXPECT_NE(raise(SIGRTMIN + 1), 0);
  EXPECT_EQ(errno, EAGAIN);
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGRTMIN + 1), 0) << "what failed is not pending";
  // POSIX has no such error for kill(): it is pending, once.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(kill(getpid(), SIGRTMIN + 2), 0);
  unblock({SIGRTMIN + 2});
  EXPECT_EQ(g_caught.load(), 1);
  for (int i = 0; i < queued; ++i) {
    siginfo_t info = {};
    ASSERT_EQ(take(SIGRTMIN, &info), SIGRTMIN);
    ASSERT_EQ(info.si_value.sival_int, i);
  }
  EXPECT_EQ(pthread_kill(pthread_self(), SIGRTMIN + 1), 0);
  siginfo_t info = {};
  EXPECT_EQ(take(SIGRTMIN + 1, &info), SIGRTMIN + 1);
}

TEST_F(sigqueue_test, the_limit_is_told_and_can_be_changed) {
  struct rlimit limit = {};
  ASSERT_EQ(getrlimit(RLIMIT_SIGPENDING, &limit), 0);
  EXPECT_GT(limit.rlim_cur, 1000u);
  EXPECT_EQ(sysconf(_SC_SIGQUEUE_MAX), static_cast<long>(limit.rlim_cur));
  block({SIGRTMIN});
  for (int i = 0; i < 50; ++i) ASSERT_EQ(sigqueue(getpid(), SIGRTMIN, int_value(i)), 0);
  {
    const QueueLimit lower(30);
    EXPECT_EQ(sysconf(_SC_SIGQUEUE_MAX), 30);
    EXPECT_EQ(sigqueue(getpid(), SIGRTMIN, int_value(0)), -1);
    EXPECT_EQ(errno, EAGAIN);
    const struct rlimit wrong = {limit.rlim_max, 30};
    EXPECT_EQ(setrlimit(RLIMIT_SIGPENDING, &wrong), -1);
    EXPECT_EQ(errno, EINVAL);
  }
  EXPECT_EQ(sigqueue(getpid(), SIGRTMIN, int_value(50)), 0);
  for (int i = 0; i <= 50; ++i) {
    siginfo_t info = {};
    ASSERT_EQ(take(SIGRTMIN, &info), SIGRTMIN);
    ASSERT_EQ(info.si_value.sival_int, i) << "what waited before the limit was lowered has stayed";
  }
}

TEST_F(sigqueue_test, to_a_thread) {
  block({SIGRTMIN});
  siginfo_t info = {};
  std::atomic<bool> sent{false};
  int result = 0;
  Thread other([&] {
    until([&] { return sent.load(); });
    result = take(SIGRTMIN, &info);
  });
  EXPECT_EQ(pthread_sigqueue(other.id, SIGRTMIN, int_value(99)), 0);
  siginfo_t none = {};
  EXPECT_EQ(take(SIGRTMIN, &none), -1);
  sent.store(true);
  other.join();
  EXPECT_EQ(result, SIGRTMIN);
  EXPECT_EQ(info.si_value.sival_int, 99);
  EXPECT_EQ(info.si_code, SI_QUEUE);
}

TEST_F(sigqueue_test, to_a_thread_bad_number) { EXPECT_EQ(pthread_sigqueue(pthread_self(), 65, int_value(0)), EINVAL); }
