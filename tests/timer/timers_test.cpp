// All timers under clocks that the test sets: periods, overruns, UTC that is changed, CPU time.
#include "timer/timers.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "timer/cpu_look.h"

using namespace psig;

namespace {

constexpr std::uint64_t kMs = 1'000'000, kSecond = 1'000 * kMs;

std::uint64_t g_now, g_utc, g_cpu;
bool g_memory, g_thread_lives, g_asleep, g_pending;
void *g_reserved[8];
int g_reservations;

constexpr Timers::World kWorld = {
    .reserve = [](std::size_t bytes) { return g_reserved[g_reservations++] = std::calloc(1, bytes); },
    .commit = [](void *, std::size_t) { return g_memory; },
    .monotonic = [] { return g_now; },
    .real = [] { return g_utc; },
    .cpu =
        [](const Timer &timer, std::uint64_t *time) {
          *time = g_cpu;
          return timer.clock != TimerClock::kThread || g_thread_lives;
        },
    .runners = [] { return 2U; },
    .asleep = [] { return g_asleep; },
    .pending = [](int) { return g_pending; },
};

class timers_test : public testing::Test {
protected:
  void SetUp() override {
    g_now = 1'000 * kSecond, g_utc = 1'700'000'000 * kSecond, g_cpu = 5 * kSecond;
    g_memory = g_thread_lives = true;
    g_asleep = g_pending = false;
    g_reservations = 0;
    ASSERT_TRUE(timers->begin(&kWorld));
  }
  void TearDown() override {
    while (g_reservations > 0) std::free(g_reserved[--g_reservations]);
  }
  Timer *make(TimerClock clock = TimerClock::kMonotonic, Notify notify = Notify::kSignal) {
    Timer *timer = timers->create();
    timer->clock = clock;
    timer->notify = notify;
    return timer;
  }
  // Time goes on in both clocks.
  static void pass(std::uint64_t ns) { g_now += ns, g_utc += ns; }
  // The dispatcher, for a time: how often `timer` told.
  int serve(const Timer *timer) {
    int count = 0;
    while (Timer *expired = timers->expired()) count += expired == timer;
    return count;
  }

  std::unique_ptr<Timers> timers = std::make_unique<Timers>();
};

} // namespace

TEST_F(timers_test, one_expires_when_its_time_has_passed_and_not_before) {
  Timer *timer = make();
  timers->set(timer, 10 * kMs, false, 0);
  EXPECT_EQ(timers->next_monotonic(), g_now + 10 * kMs);
  pass(10 * kMs - 1);
  EXPECT_EQ(serve(timer), 0);
  EXPECT_EQ(timers->left(timer).value, 1u);
  pass(1);
  EXPECT_EQ(serve(timer), 1);
  EXPECT_EQ(timers->armed(), 0u);
  EXPECT_EQ(timers->left(timer).value, 0u);
  timers->taken(timer);
  EXPECT_EQ(timer->overrun, 0);
  EXPECT_EQ(timers->armed(), 0u);
}

TEST_F(timers_test, ten_thousand_periods_do_not_drift) {
  Timer *timer = make();
  const std::uint64_t begin = g_now;
  timers->set(timer, kMs, false, kMs);
  std::mt19937 random(1);
  std::uint64_t told = 0;
  while (told < 10'000) {
    g_now = timers->next_monotonic() + random() % (kMs / 2); // the system is late now and then
    ASSERT_EQ(serve(timer), 1);
    g_now += random() % (3 * kMs); // and so is who takes the signal
    timers->taken(timer);
    told += 1 + static_cast<std::uint64_t>(timer->overrun);
    ASSERT_EQ(timer->due, begin + (told + 1) * kMs);
  }
}

TEST_F(timers_test, what_goes_by_while_the_signal_is_pending_is_the_overrun) {
  Timer *timer = make();
  timers->set(timer, 2 * kMs, false, 2 * kMs);
  pass(2 * kMs);
  ASSERT_EQ(serve(timer), 1);
  EXPECT_EQ(timers->armed(), 0u); // no wake-ups until it is taken
  pass(19 * kMs);
  EXPECT_EQ(serve(timer), 0);
  EXPECT_EQ(timers->left(timer).value, 1 * kMs);
  timers->taken(timer);
  EXPECT_EQ(timer->overrun, 9);
  EXPECT_EQ(timers->next_monotonic(), g_now + 1 * kMs);
}

TEST_F(timers_test, the_overrun_ends_at_delaytimer_max) {
  Timer *timer = make();
  timers->set(timer, 1, false, 1);
  pass(1);
  ASSERT_EQ(serve(timer), 1);
  pass(10 * kSecond);
  timers->taken(timer);
  EXPECT_EQ(timer->overrun, kDelayTimerMax);
}

TEST_F(timers_test, a_signal_that_nobody_takes_is_not_told_of_faster_than_a_tick) {
  Timer *timer = make();
  timers->set(timer, 1, false, 1);
  pass(1);
  ASSERT_EQ(serve(timer), 1);
  timers->dropped(timer);
  EXPECT_GT(timers->next_monotonic(), g_now + kMs - 10);
}

TEST_F(timers_test, setting_it_anew_forgets_what_was_told) {
  Timer *timer = make();
  timers->set(timer, kMs, false, kMs);
  pass(kMs);
  ASSERT_EQ(serve(timer), 1);
  const std::uint32_t before = timer->setting;
  timers->set(timer, 50 * kMs, false, 0);
  EXPECT_NE(timer->setting, before);
  timers->taken(timer); // of what was posted before
  EXPECT_EQ(timers->next_monotonic(), g_now + 50 * kMs);
  timers->set(timer, 0, false, 0);
  EXPECT_EQ(timers->armed(), 0u);
}

TEST_F(timers_test, only_absolute_ones_by_the_real_time_follow_its_changes) {
  Timer *absolute = make(TimerClock::kReal), *relative = make(TimerClock::kReal);
  timers->set(absolute, g_utc + 60 * kSecond, true, 0);
  timers->set(relative, 60 * kSecond, false, 0);
  EXPECT_EQ(timers->next_utc(), g_utc + 60 * kSecond);
  g_utc += 3600 * kSecond; // set forward
  EXPECT_EQ(serve(absolute), 1);
  EXPECT_EQ(timers->left(relative).value, 60 * kSecond);
  g_utc -= 7200 * kSecond; // and back
  timers->set(absolute, g_utc + 60 * kSecond, true, 0);
  pass(30 * kSecond);
  g_utc -= 3600 * kSecond;
  EXPECT_EQ(timers->left(absolute).value, 3630 * kSecond);
  pass(31 * kSecond);
  EXPECT_EQ(serve(relative), 1);
  EXPECT_EQ(timers->left(absolute).value, 3599 * kSecond);
}

TEST_F(timers_test, a_period_by_utc_counts_what_a_change_of_the_clock_skips) {
  Timer *timer = make(TimerClock::kReal);
  timers->set(timer, g_utc + kSecond, true, kSecond);
  pass(kSecond);
  ASSERT_EQ(serve(timer), 1);
  g_utc += 3600 * kSecond;
  timers->taken(timer);
  EXPECT_EQ(timer->overrun, 3600);
}

TEST_F(timers_test, one_that_tells_nobody_costs_nothing_and_can_be_read) {
  Timer *timer = make(TimerClock::kMonotonic, Notify::kNone);
  timers->set(timer, 5 * kMs, false, 3 * kMs);
  EXPECT_EQ(timers->armed(), 0u);
  EXPECT_EQ(timers->left(timer).value, 5 * kMs);
  pass(7 * kMs);
  EXPECT_EQ(timers->left(timer).value, 1 * kMs);
}

TEST_F(timers_test, the_interval_timer_merges_and_stays_in_step) {
  Timer *alarm = timers->itimer(0);
  const std::uint64_t begin = g_now;
  timers->set(alarm, 10 * kMs, false, 10 * kMs);
  pass(35 * kMs);
  EXPECT_EQ(serve(alarm), 1);
  EXPECT_EQ(timers->next_monotonic(), begin + 40 * kMs);
  EXPECT_EQ(timers->left(alarm).value, 5 * kMs);
}

TEST_F(timers_test, ids_are_not_used_again_at_once_and_those_of_others_are_none) {
  Timer *timer = make();
  const int id = Timers::id_of(*timer);
  EXPECT_GT(id, 0);
  EXPECT_EQ(timers->find(id), timer);
  timers->free(timer);
  EXPECT_EQ(timers->find(id), nullptr);
  Timer *again = make();
  EXPECT_EQ(again, timer);
  EXPECT_NE(Timers::id_of(*again), id);
  EXPECT_EQ(timers->find(id), nullptr);
  Timer *sleeper = timers->create_sleeper();
  for (const int bad : {0, -1, 1, 3, 12345, 0x7FFF'FFFF, Timers::id_of(*sleeper), Timers::id_of(*timers->itimer(0))})
    EXPECT_EQ(timers->find(bad), nullptr) << bad;
}

TEST_F(timers_test, there_are_as_many_as_timer_max_says) {
  Timer *last = nullptr;
  for (std::uint32_t n = 0; n < Timers::kMost; ++n) ASSERT_NE(last = make(), nullptr);
  EXPECT_EQ(timers->create(), nullptr);
  EXPECT_NE(timers->create_sleeper(), nullptr); // these are besides
  timers->free(last);
  EXPECT_NE(timers->create(), nullptr);
}

TEST_F(timers_test, without_memory_there_is_none) {
  g_memory = false;
  Timer *timer = nullptr;
  for (int n = 0; n < 600 && (timer = timers->create()) != nullptr; ++n) {}
  EXPECT_EQ(timer, nullptr);
}

// ---- CPU time
// --------------------------------------------------------------------------------------------------------

TEST_F(timers_test, cpu_time_is_looked_at_when_it_can_have_been_used_up) {
  Timer *timer = make(TimerClock::kProcess);
  timers->set(timer, 10 * kSecond, false, 0);
  EXPECT_EQ(timers->next_monotonic(), g_now + 5 * kSecond); // two that run
  int looks = 0;
  for (; !timer->queued; ++looks) {
    const std::uint64_t until = timers->next_monotonic() - g_now;
    pass(until);
    g_cpu += until; // only one of them does
    (void)serve(timer);
  }
  EXPECT_LT(looks, 20);
  EXPECT_LT(g_cpu, 15 * kSecond + 5 * kMs);
}

TEST_F(timers_test, looks_become_rare_while_nobody_runs) {
  Timer *timer = make(TimerClock::kProcess);
  timers->set(timer, kMs, false, kMs);
  int looks = 0;
  for (const std::uint64_t end = g_now + 600 * kSecond; g_now < end; ++looks) {
    g_now = timers->next_monotonic();
    ASSERT_EQ(serve(timer), 0);
  }
  EXPECT_LT(looks, 700); // one a second
  g_cpu += kMs;          // what wakes unseen is noticed within the second
  const std::uint64_t woken = g_now;
  g_now = timers->next_monotonic();
  EXPECT_EQ(serve(timer), 1);
  EXPECT_LE(g_now - woken, kLongestLook);
}

TEST_F(timers_test, there_are_no_looks_while_everybody_sleeps) {
  Timer *timer = make(TimerClock::kProcess), *other = make(TimerClock::kProcess);
  timers->set(timer, kMs, false, 0);
  timers->set(other, 5 * kMs, false, 0);
  g_asleep = true;
  int looks = 0;
  for (; timers->armed() != 0; ++looks) {
    g_now = timers->next_monotonic();
    (void)serve(timer);
  }
  EXPECT_LT(looks, 100);
  EXPECT_TRUE(timers->any_parked());
  g_asleep = false;
  timers->set(other, 0, false, 0); // one that is parked can be disarmed
  timers->unpark();
  EXPECT_EQ(timers->armed(), 1u);
  EXPECT_LE(timers->next_monotonic(), g_now + kMs);
  g_cpu += kMs, g_now += kMs;
  EXPECT_EQ(serve(timer), 1);
}

TEST_F(timers_test, a_profiler_loses_no_tick_to_the_steps_of_the_count) {
  Timer *profiler = timers->itimer(2);
  timers->set(profiler, kMs, false, kMs);
  int ticks = 0;
  std::uint64_t used = 0;
  const std::uint64_t begin = g_cpu;
  while (used < 10 * kSecond) {
    const std::uint64_t until = timers->next_monotonic() - g_now;
    pass(until);
    used += until;                                  // one thread, always running
    g_cpu = begin + used / 10'000'000 * 10'000'000; // and a count in steps of 10 ms
    ticks += serve(profiler);
  }
  EXPECT_GE(ticks, 9'900);
  EXPECT_LE(ticks, 10'000);
}

TEST_F(timers_test, a_profilers_tick_waits_for_the_one_before_but_not_for_one_that_is_blocked) {
  Timer *profiler = timers->itimer(2);
  timers->set(profiler, kMs, false, kMs);
  g_cpu += kMs, pass(kMs);
  ASSERT_EQ(serve(profiler), 1);
  g_pending = true;
  g_cpu += 3 * kMs, pass(3 * kMs);
  ASSERT_EQ(serve(profiler), 0);
  g_pending = false;
  int ticks = 0;
  for (int n = 0; n < 10; ++n) g_now = timers->next_monotonic(), ticks += serve(profiler);
  EXPECT_EQ(ticks, 3);
  g_pending = true; // for good
  g_cpu += 10 * kSecond, pass(10 * kSecond);
  EXPECT_EQ(serve(profiler), 1);
  g_pending = false;
  ticks = 0;
  for (int n = 0; n < 2'000; ++n) g_now = timers->next_monotonic(), ticks += serve(profiler);
  EXPECT_LE(ticks, static_cast<int>(kMostOwed));
}

TEST_F(timers_test, a_timer_of_a_thread_that_has_ended_never_expires) {
  Timer *timer = make(TimerClock::kThread);
  timers->set(timer, kMs, false, kMs);
  g_thread_lives = false;
  pass(kSecond);
  EXPECT_EQ(serve(timer), 0);
  EXPECT_EQ(timers->armed(), 0u);
  EXPECT_EQ(timers->left(timer).value, 0u);
}
