// XSH alarm, sleep, nanosleep; Issue 6 ualarm, usleep: alarms, and sleeps that a signal ends.
#include "support.h"

#include <limits.h>

using namespace portable;

namespace {

class time_test : public SignalTest {
protected:
  void TearDown() override {
    alarm(0);
    SignalTest::TearDown();
  }
};

long long now_ms() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

void wait_for_signals(int count) {
  const sigset_t none = set_of({});
  while (g_count.load() < count) sigsuspend(&none);
}

// Signals the calling thread again and again until the call has returned: it may not have begun at the first one.
template <typename Call> void interrupted(Call call) {
  const pthread_t me = pthread_self();
  std::atomic<bool> back{false};
  Thread other([&] {
    while (!back.load()) pthread_kill(me, SIGUSR1), std::this_thread::yield();
  });
  call();
  back.store(true);
}

} // namespace

TEST_F(time_test, alarm_reports_what_was_left) {
  EXPECT_EQ(alarm(100), 0u);
  EXPECT_EQ(alarm(50), 100u);
  const unsigned left = alarm(0);
  EXPECT_GE(left, 49u);
  EXPECT_LE(left, 50u);
  EXPECT_EQ(alarm(0), 0u);
}

TEST_F(time_test, alarm_sends_sigalrm_once) {
  handle_info(SIGALRM, note_info);
  block({SIGALRM});
  const long long before = now_ms();
  alarm(1);
  wait_for_signals(1);
  EXPECT_GE(now_ms() - before, 990);
  EXPECT_EQ(g_info.si_signo, SIGALRM);
  EXPECT_EQ(alarm(0), 0u);
}

TEST_F(time_test, ualarm_is_an_alarm_in_microseconds) {
  handle(SIGALRM, note);
  block({SIGALRM});
  EXPECT_EQ(ualarm(20'000, 0), 0u);
  wait_for_signals(1);
  EXPECT_EQ(alarm(0), 0u); // not repeated
}

TEST_F(time_test, ualarm_repeats) {
  handle(SIGALRM, note);
  block({SIGALRM});
  ualarm(5'000, 5'000);
  wait_for_signals(5);
  const useconds_t left = ualarm(0, 0);
  EXPECT_GT(left, 0u);
  EXPECT_LE(left, 5'000u);
}

TEST_F(time_test, ualarm_and_alarm_share_a_timer) {
  alarm(100);
  EXPECT_GT(ualarm(0, 0), 0u);
  EXPECT_EQ(alarm(0), 0u);
}

TEST_F(time_test, a_running_alarm_is_never_reported_as_none) {
  ualarm(200'000, 0);
  EXPECT_EQ(alarm(0), 1u);
}

TEST_F(time_test, cancelled_alarm_does_not_come) {
  handle(SIGALRM, note);
  ualarm(20'000, 0);
  alarm(0);
  usleep(60'000);
  EXPECT_EQ(g_count, 0);
}

TEST_F(time_test, blocked_alarm_stays_pending) {
  handle(SIGALRM, note);
  block({SIGALRM});
  ualarm(5'000, 0);
  until([] { return pending(SIGALRM); });
  unblock({SIGALRM});
  EXPECT_EQ(g_count, 1);
}

TEST_F(time_test, sleeps_last_at_least_their_time) {
  long long before = now_ms();
  EXPECT_EQ(usleep(30'000), 0);
  EXPECT_GE(now_ms() - before, 29);
  before = now_ms();
  const timespec wait = {0, 30'000'000};
  EXPECT_EQ(nanosleep(&wait, nullptr), 0);
  EXPECT_GE(now_ms() - before, 29);
  EXPECT_EQ(sleep(0), 0u);
  EXPECT_EQ(usleep(0), 0);
}

TEST_F(time_test, handler_ends_sleep) {
  handle(SIGUSR1, note, SA_RESTART);
  interrupted([] {
    const unsigned left = sleep(100);
    EXPECT_GE(left, 98u);
    EXPECT_LE(left, 100u);
  });
  EXPECT_GE(g_count, 1);
}

TEST_F(time_test, handler_ends_usleep) {
  handle(SIGUSR1, note, SA_RESTART);
  interrupted([] {
    errno = 0;
    EXPECT_EQ(usleep(900'000'000), -1);
    EXPECT_EQ(errno, EINTR);
  });
}

TEST_F(time_test, handler_ends_nanosleep_with_the_rest) {
  handle(SIGUSR1, note, SA_RESTART);
  interrupted([] {
    const timespec wait = {100, 0};
    timespec left = {};
    errno = 0;
    EXPECT_EQ(nanosleep(&wait, &left), -1);
    EXPECT_EQ(errno, EINTR);
    EXPECT_GE(left.tv_sec, 98);
    EXPECT_LE(left.tv_sec, 100);
  });
}

TEST_F(time_test, alarm_ends_sleep) {
  handle(SIGALRM, note);
  ualarm(20'000, 0);
  EXPECT_GE(sleep(100), 98u);
  EXPECT_EQ(g_count, 1);
}

TEST_F(time_test, ignored_and_blocked_signals_do_not_end_a_sleep) {
  handle(SIGUSR1, SIG_IGN);
  block({SIGUSR2});
  const pthread_t me = pthread_self();
  std::atomic<bool> back{false};
  Thread other([&] {
    while (!back.load()) pthread_kill(me, SIGUSR1), pthread_kill(me, SIGUSR2), std::this_thread::yield();
  });
  EXPECT_EQ(usleep(50'000), 0);
  back.store(true);
}

TEST_F(time_test, bad_times) {
  for (const timespec bad : {timespec{0, -1}, timespec{0, 1'000'000'000}, timespec{-1, 0}}) {
    errno = 0;
    EXPECT_EQ(nanosleep(&bad, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}
