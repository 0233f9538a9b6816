// XSH sigqueue: values, order, and the limit.
#include "support.h"

#ifndef _WIN32
#include <sys/resource.h>
#endif

using namespace portable;

namespace {

using sigqueue_test = SignalTest;

// The number of signals that can be pending, made small where it would be large.
void limit_queue() {
#ifndef _WIN32
  struct rlimit limit = {};
  getrlimit(RLIMIT_SIGPENDING, &limit);
  limit.rlim_cur = 200;
  setrlimit(RLIMIT_SIGPENDING, &limit);
#endif
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
  limit_queue();
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
