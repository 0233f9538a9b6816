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

// Of a time that began after `begin_ms`: so many whole seconds of it are left at least, or with `half` added.
long long left_at_least(long long seconds, long long begin_ms, int half = 0) {
  return (seconds * 1'000 - (now_ms() - begin_ms) - 1 + half) / 1'000;
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
  for (const unsigned next : {50u, 0u}) {
    const long long begin = now_ms();
    EXPECT_EQ(alarm(100), 0u);
    const unsigned left = alarm(next);
    EXPECT_GE(left, left_at_least(100, begin, 500)) << "to the nearest";
    EXPECT_LE(left, 100u);
    EXPECT_LE(alarm(0), next);
  }
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
  EXPECT_TRUE(left > 0 || pending(SIGALRM)) << "neither running nor gone off";
  EXPECT_LE(left, 5'000u);
}

TEST_F(time_test, ualarm_and_alarm_share_a_timer) {
  alarm(100);
  EXPECT_GT(ualarm(0, 0), 0u);
  EXPECT_EQ(alarm(0), 0u);
}

TEST_F(time_test, a_running_alarm_is_never_reported_as_none) {
  block({SIGALRM});
  ualarm(200'000, 0);
  const unsigned left = alarm(0);
  EXPECT_LE(left, 1u);
  if (left == 0) until([] { return pending(SIGALRM); }); // it has gone off before
}

TEST_F(time_test, cancelled_alarm_does_not_come) {
  handle(SIGALRM, note);
  ualarm(20'000, 0);
  const bool gone_off = alarm(0) == 0; // before it could be cancelled
  usleep(60'000);
  EXPECT_TRUE(gone_off || g_count.load() == 0);
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
    const long long begin = now_ms();
    const unsigned left = sleep(100);
    EXPECT_GE(left, left_at_least(100, begin));
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
    const long long begin = now_ms();
    errno = 0;
    EXPECT_EQ(nanosleep(&wait, &left), -1);
    EXPECT_EQ(errno, EINTR);
    EXPECT_GE(left.tv_sec, left_at_least(100, begin));
    EXPECT_LE(left.tv_sec, 100);
  });
}

TEST_F(time_test, alarm_ends_sleep) {
  handle(SIGALRM, note);
  ualarm(20'000, 20'000); // the first may come before the sleep begins
  const long long begin = now_ms();
  EXPECT_GE(sleep(100), left_at_least(100, begin));
  EXPECT_GE(g_count, 1);
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

TEST_F(time_test, handler_ends_a_sleep_by_a_clock) {
  handle(SIGUSR1, note, SA_RESTART);
  for (const clockid_t clock : {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME})
    for (const int flags : {0, TIMER_ABSTIME})
      interrupted([=] {
        timespec when = {100, 0}, left = {77, 0};
        if (flags != 0) clock_gettime(clock, &when), when.tv_sec += 100;
        const long long begin = now_ms();
        errno = 0;
        EXPECT_EQ(clock_nanosleep(clock, flags, &when, &left), EINTR);
        EXPECT_EQ(errno, 0);
        EXPECT_GE(left.tv_sec, flags != 0 ? 77 : left_at_least(100, begin));
        EXPECT_LE(left.tv_sec, flags != 0 ? 77 : 100);
      });
}

TEST_F(time_test, sleeps_by_a_clock_last_their_time) {
  for (const clockid_t clock : {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME})
    for (const int flags : {0, TIMER_ABSTIME}) {
      timespec now = {}, when = {0, 20'000'000};
      clock_gettime(clock, &now);
      const long long end = now.tv_sec * 1'000'000'000LL + now.tv_nsec + 20'000'000;
      if (flags != 0) when = {static_cast<time_t>(end / 1'000'000'000), static_cast<long>(end % 1'000'000'000)};
      EXPECT_EQ(clock_nanosleep(clock, flags, &when, nullptr), 0);
      clock_gettime(clock, &now);
      EXPECT_GE(now.tv_sec * 1'000'000'000LL + now.tv_nsec, end) << clock << " " << flags;
    }
}

TEST_F(time_test, a_sleep_by_cpu_time_lasts_until_others_have_used_it) {
  std::atomic<bool> back{false};
  Thread other([&] {
    while (!back.load()) {}
  });
  const timespec time = {0, 50'000'000};
  timespec before = {}, after = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  EXPECT_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, nullptr), 0);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  EXPECT_GE((after.tv_sec - before.tv_sec) * 1'000'000'000LL + after.tv_nsec - before.tv_nsec, 50'000'000);
  back.store(true);
}

TEST_F(time_test, a_cancellation_ends_a_sleep_by_a_clock) {
  for (const clockid_t clock : {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_PROCESS_CPUTIME_ID}) {
    static clockid_t by;
    by = clock;
    pthread_t thread;
    ASSERT_EQ(pthread_create(
                  &thread, nullptr,
                  [](void *) -> void * {
                    timespec far = {};
                    clock_gettime(by, &far);
                    far.tv_sec += 3600;
                    clock_nanosleep(by, TIMER_ABSTIME, &far, nullptr);
                    return nullptr;
                  },
                  nullptr),
              0);
    ASSERT_EQ(pthread_cancel(thread), 0);
    void *result = nullptr;
    ASSERT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, PTHREAD_CANCELED);
  }
}

TEST_F(time_test, clocks_that_nobody_sleeps_by) {
  const timespec time = {0, 1};
  EXPECT_EQ(clock_nanosleep(99, 0, &time, nullptr), EINVAL);
  EXPECT_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &time, nullptr), EINVAL);
  const timespec bad = {0, 1'000'000'000};
  EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, nullptr), EINVAL);
  const timespec negative = {-1, 0};
  EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &negative, nullptr), EINVAL);
}

TEST_F(time_test, bad_times) {
  for (const timespec bad : {timespec{0, -1}, timespec{0, 1'000'000'000}, timespec{-1, 0}}) {
    errno = 0;
    EXPECT_EQ(nanosleep(&bad, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}
