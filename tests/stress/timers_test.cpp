// Timers that are set, read and deleted by several threads while they expire: nothing is lost, doubled or left behind.
#include <gtest/gtest.h>

#ifdef _WIN32
#include <posix/time.h>
#else
#include <time.h>
#endif

#include "stress/stress.h"

namespace {

constexpr int kTimers = 8;
const auto kNone = reinterpret_cast<timer_t>(-1); // somebody makes a new one
std::atomic<timer_t> g_timers[kTimers];
std::atomic<bool> g_over{false};
std::atomic<int> g_handled{0};

void on_timer(int, siginfo_t *info, void *) {
  if (info->si_code != SI_TIMER || info->si_value.sival_int < 0 || info->si_value.sival_int >= kTimers) abort();
  ++g_handled;
}

timer_t make(int value) {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = value % 2 != 0 ? SIGUSR1 : SIGRTMIN;
  event.sigev_value.sival_int = value;
  timer_t timer = nullptr;
  if (timer_create(value % 3 != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME, &event, &timer) != 0) abort();
  return timer;
}

unsigned next_random(unsigned *state) { return *state = *state * 1'103'515'245U + 12'345U, *state >> 16; }

// An id may be another's by now, or nobody's: EINVAL then, and nothing else.
void *setter(void *seed) {
  auto state = static_cast<unsigned>(reinterpret_cast<std::size_t>(seed));
  while (!g_over.load()) {
    const int which = static_cast<int>(next_random(&state) % kTimers);
    const timer_t timer = g_timers[which].load();
    if (timer == kNone) continue;
    itimerspec spec = {{0, 0}, {0, static_cast<long>(next_random(&state) % 400'000)}}, old = {};
    if (next_random(&state) % 2 != 0) spec.it_interval.tv_nsec = 50'000 + static_cast<long>(next_random(&state));
    int result = 0;
    switch (next_random(&state) % 8) {
    case 0:
      if (const timer_t mine = g_timers[which].exchange(kNone); mine != kNone) {
        if (timer_delete(mine) != 0) abort();
        g_timers[which].store(make(which));
      }
      break;
    case 1: result = timer_gettime(timer, &old); break;
    case 2: result = timer_getoverrun(timer) < 0 ? -1 : 0; break;
    default: result = timer_settime(timer, 0, &spec, &old); break;
    }
    if (result != 0 && errno != EINVAL) abort();
  }
  return nullptr;
}

} // namespace

TEST(timers, set_and_deleted_by_many_while_they_expire) {
  struct sigaction action = {};
  action.sa_sigaction = on_timer;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
  sigaction(SIGRTMIN, &action, nullptr);
  for (int n = 0; n < kTimers; ++n) g_timers[n].store(make(n));
  pthread_t threads[3];
  for (std::size_t n = 0; n < 3; ++n) ASSERT_EQ(pthread_create(&threads[n], nullptr, setter, (void *)(n + 1)), 0);
  const timespec run = {stress::count(40), 0}; // two seconds, or forty
  timespec left = run;
  while (nanosleep(&left, &left) != 0) {}
  g_over.store(true);
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  EXPECT_GT(g_handled.load(), 0);

  sigset_t both, pending;
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  sigaddset(&both, SIGRTMIN);
  pthread_sigmask(SIG_BLOCK, &both, nullptr);
  for (std::atomic<timer_t> &timer : g_timers) EXPECT_EQ(timer_delete(timer.load()), 0);
  const timespec none = {};
  siginfo_t info;
  EXPECT_EQ(sigtimedwait(&both, &info, &none), -1); // what was pending has gone with them
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
  EXPECT_EQ(sigismember(&pending, SIGRTMIN), 0);
  // And every one of them works as a new one does.
  for (int n = 0; n < kTimers; ++n) {
    const timer_t timer = make(n);
    const itimerspec soon = {{0, 0}, {0, 1'000}};
    ASSERT_EQ(timer_settime(timer, 0, &soon, nullptr), 0);
    ASSERT_GT(sigwaitinfo(&both, &info), 0);
    EXPECT_EQ(info.si_value.sival_int, n);
    EXPECT_EQ(timer_delete(timer), 0);
  }
}
