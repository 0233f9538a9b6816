// The timers as a program has them, and what the dispatcher does for them, under Wine.
#include <gtest/gtest.h>

#include <posix/pthread.h>
#include <posix/setjmp.h>
#include <posix/signal.h>
#include <posix/sys/resource.h>
#include <posix/sys/time.h>
#include <posix/time.h>
#include <posix/unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "nt/module/imports.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "timer/service.h"

using namespace psig;

namespace {

void nap(long ms) {
  const timespec time = {ms / 1000, ms % 1000 * 1'000'000};
  nanosleep(&time, nullptr);
}

timer_t make(clockid_t clock, int notify = SIGEV_SIGNAL, int signo = SIGUSR1) {
  struct sigevent event {};
  event.sigev_notify = notify;
  event.sigev_signo = signo;
  timer_t timer = nullptr;
  EXPECT_EQ(timer_create(clock, &event, &timer), 0);
  return timer;
}

itimerspec in_ms(long first, long interval = 0) {
  return {{interval / 1000, interval % 1000 * 1'000'000}, {first / 1000, first % 1000 * 1'000'000}};
}

} // namespace

TEST(timer_service, nothing_armed_wakes_nobody) {
  const timer_t timer = make(CLOCK_MONOTONIC);
  const itimerspec soon = in_ms(200, 200), none = in_ms(0);
  for (const int signo : {SIGUSR1, SIGALRM}) signal(signo, SIG_IGN);
  const std::uint64_t begin = nt::now_ns();
  ASSERT_EQ(timer_settime(timer, 0, &soon, nullptr), 0);
  ASSERT_EQ(timer_settime(timer, 0, &none, nullptr), 0);
  alarm(1), alarm(0);
  const bool one_has_expired = nt::now_ns() - begin >= 200'000'000; // before it was disarmed
  const std::uint32_t before = timers_rounds();
  nap(1200);
  EXPECT_TRUE(timers_rounds() == before || one_has_expired);
  EXPECT_EQ(timer_delete(timer), 0);
  for (const int signo : {SIGUSR1, SIGALRM}) signal(signo, SIG_DFL);
}

TEST(timer_service, a_timer_whose_signal_is_pending_wakes_nobody) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  const timer_t timer = make(CLOCK_MONOTONIC);
  const itimerspec fast = in_ms(1, 1);
  ASSERT_EQ(timer_settime(timer, 0, &fast, nullptr), 0);
  sigset_t pending;
  do {
    nap(1);
    sigpending(&pending);
  } while (sigismember(&pending, SIGUSR1) == 0);
  nap(5);
  const std::uint32_t before = timers_rounds();
  nap(300);
  EXPECT_EQ(timers_rounds(), before);
  EXPECT_EQ(timer_delete(timer), 0);
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

// Waits in pieces, each longer than the time between two looks, until the dispatcher has left two of them alone. The
// caller is known to wait all the while. CPU time that was used before it waited is seen by a look, and costs one more.
namespace {
int g_quiet_pieces = 0;
int wait_for_quiet_pieces(const nt::Handle *handles, unsigned count, std::uint64_t deadline) {
  constexpr std::uint64_t kPiece = 600'000'000;
  int ready = -1;
  while (ready < 0 && g_quiet_pieces < 2 && nt::now_ns() < deadline) {
    const std::uint32_t before = timers_rounds();
    ready = nt::wait_any(handles, count, nt::now_ns() + kPiece);
    g_quiet_pieces = timers_rounds() == before ? g_quiet_pieces + 1 : 0;
  }
  return ready;
}
} // namespace

TEST(timer_service, cpu_timers_wake_nobody_while_everybody_sleeps_here) {
  const itimerval profile = {{0, 1'000}, {1'000, 1'000}}, none = {};
  ASSERT_EQ(setitimer(ITIMER_PROF, &profile, nullptr), 0);
  const timer_t timer = make(CLOCK_PROCESS_CPUTIME_ID);
  const itimerspec soon = in_ms(500); // a look each 250 ms, if there were any
  ASSERT_EQ(timer_settime(timer, 0, &soon, nullptr), 0);
  nap(1'000);
  {
    const DeliveryGuard delivery;
    const nt::SystemCalls real = nt::g_calls;
    unsigned which = 0;
    nt::g_calls.wait_any = wait_for_quiet_pieces;
    EXPECT_EQ(wait_handles(delivery.thread(), nullptr, 0, nt::now_ns() + 30'000'000'000, &which), EAGAIN);
    nt::g_calls = real;
  }
  EXPECT_EQ(g_quiet_pieces, 2);
  EXPECT_EQ(timer_delete(timer), 0);
  EXPECT_EQ(setitimer(ITIMER_PROF, &none, nullptr), 0);
}

// What Windows needs for every sleep is tried here: the wait itself cannot end.
TEST(timer_service, a_sleeper_is_woken_by_its_timer) {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  timespec then = now;
  then.tv_nsec += 20'000'000;
  if (then.tv_nsec >= 1'000'000'000) then.tv_sec += 1, then.tv_nsec -= 1'000'000'000;
  EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &then, nullptr), 0);
  clock_gettime(CLOCK_REALTIME, &now);
  EXPECT_TRUE(now.tv_sec > then.tv_sec || (now.tv_sec == then.tv_sec && now.tv_nsec >= then.tv_nsec));
  EXPECT_EQ(self()->sleeper.index, 0u);
}

// As on Windows, whose waits end by the clock's interrupt: a timer runs beside the wait.
TEST(timer_service, on_windows_every_sleep_has_a_timer) {
  const auto wine = std::exchange(nt::g_imports.wine_get_version, nullptr);
  for (int n = 0; n < 20; ++n) {
    const std::uint64_t begin = nt::now_ns();
    nap(3);
    EXPECT_GE(nt::now_ns() - begin, 3'000'000u);
    ASSERT_EQ(self()->sleeper.index, 0u);
  }
  signal(SIGALRM, [](int) {});
  ualarm(5'000, 5'000); // the first may come before the sleep begins
  const timespec far = {100, 0};
  timespec left = {};
  const std::uint64_t begin = nt::now_ns();
  EXPECT_EQ(nanosleep(&far, &left), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_GE(left.tv_sec * 1'000'000'000ULL + static_cast<unsigned>(left.tv_nsec) + (nt::now_ns() - begin),
            100'000'000'000);
  ualarm(0, 0);
  nt::g_imports.wine_get_version = wine;
  signal(SIGALRM, SIG_DFL);
}

// The best of many: others may want the processor.
TEST(timer_service, a_sleep_is_late_by_less_than_a_millisecond) {
  if (nt::under_wine()) GTEST_SKIP() << "Wine's waits are those of Linux, without a waitable timer of high resolution";
  std::uint64_t best = ~std::uint64_t{0};
  for (int n = 0; n < 100; ++n) {
    const std::uint64_t begin = nt::now_ns();
    nap(3);
    best = std::min(best, nt::now_ns() - begin - 3'000'000);
  }
  EXPECT_LT(best, 1'000'000u);
}

TEST(timer_service, a_timer_counts_as_a_queued_signal) {
  rlimit former = {};
  ASSERT_EQ(getrlimit(RLIMIT_SIGPENDING, &former), 0);
  rlimit few = former;
  few.rlim_cur = 4;
  ASSERT_EQ(setrlimit(RLIMIT_SIGPENDING, &few), 0);
  std::vector<timer_t> timers;
  for (int n = 0; n < 4; ++n) timers.push_back(make(CLOCK_MONOTONIC));
  timer_t timer = nullptr;
  errno = 0;
  EXPECT_EQ(timer_create(CLOCK_MONOTONIC, nullptr, &timer), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(timer_delete(timers.back()), 0);
  EXPECT_EQ(timer_create(CLOCK_MONOTONIC, nullptr, &timers.back()), 0);
  for (const timer_t one : timers) EXPECT_EQ(timer_delete(one), 0);
  ASSERT_EQ(setrlimit(RLIMIT_SIGPENDING, &former), 0);
}

// A handler that jumps out of such a sleep, again and again: the next one has the same timer.
namespace {
sigjmp_buf g_out;
void jump(int) { siglongjmp(g_out, 1); }
} // namespace

TEST(timer_service, jumps_out_of_a_sleep_leave_one_timer_behind) {
  signal(SIGALRM, jump);
  timespec far = {};
  clock_gettime(CLOCK_REALTIME, &far);
  far.tv_sec += 3600;
  std::uint32_t index = 0;
  static int n; // survives the jumps
  for (n = 0; n < 200; ++n) {
    if (sigsetjmp(g_out, 1) == 0) {
      ualarm(1'000, 0);
      clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &far, nullptr);
      FAIL() << "it slept to the end";
    }
    if (index == 0) index = self()->sleeper.index; // none yet, if the alarm came before the first sleep
    ASSERT_EQ(self()->sleeper.index, index);
  }
  EXPECT_NE(index, 0u);
  timespec past = {1, 0};
  EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &past, nullptr), 0);
  EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &past, nullptr), 0);
  signal(SIGALRM, SIG_DFL);
}
