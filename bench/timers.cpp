// How late time is told: nanosleep(1 ms), and the ticks of a timer of 1 kHz, against native Linux (the same source) and
// against a bare waitable timer; and what timer_settime() costs with one timer and among 10,000. And what a profiler of
// 1 kHz loses of its ticks.
#include "harness.h"

#include <algorithm>

#ifdef _WIN32
#include <posix/signal.h>
#include <posix/sys/time.h>
#include <posix/time.h>

#include <windows.h>
#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x2
#endif
#else
#include <csignal>
#include <ctime>
#include <sys/time.h>
#endif

namespace {

constexpr int kRounds = 100, kTicks = 100, kMany = 10'000;
constexpr double kMs = 1e6;
constexpr long long kBillion = 1'000'000'000, kFarOff = 900 * kBillion;

// One sleep of a millisecond: how much too long it was.
double sleep_late() {
  const timespec time = {0, 1'000'000};
  const double begin = bench::now_ns();
  bench::require(nanosleep(&time, nullptr) == 0, "nanosleep");
  return bench::now_ns() - begin - kMs;
}

timer_t make() {
  struct sigevent event {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer = nullptr;
  bench::require(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0, "timer_create");
  return timer;
}

void set(timer_t timer, long long first_ns, long interval_ns) {
  const itimerspec spec = {{0, interval_ns},
                           {static_cast<time_t>(first_ns / kBillion), static_cast<long>(first_ns % kBillion)}};
  bench::require(timer_settime(timer, 0, &spec, nullptr) == 0, "timer_settime");
}

// A hundred ticks, by the tick's number and not by the one before: the quantile of how late they were.
double ticks_late(timer_t timer, double quantile) {
  sigset_t set_of_one;
  sigemptyset(&set_of_one);
  sigaddset(&set_of_one, SIGUSR1);
  std::vector<double> late;
  const double begin = bench::now_ns();
  set(timer, 1'000'000, 1'000'000);
  for (int tick = 0; tick < kTicks;) {
    siginfo_t info;
    bench::require(sigwaitinfo(&set_of_one, &info) == SIGUSR1, "sigwaitinfo");
    tick += 1 + info.si_overrun;
    late.push_back(bench::now_ns() - begin - tick * kMs);
  }
  set(timer, 0, 0);
  return bench::quantile(late, quantile);
}

#ifdef _WIN32
HANDLE waitable() {
  const HANDLE fine = CreateWaitableTimerExW(nullptr, nullptr, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
  return fine != nullptr ? fine : CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS);
}

void wait_for(HANDLE timer, double ns) {
  LARGE_INTEGER due;
  due.QuadPart = ns > 0 ? -static_cast<LONGLONG>(ns / 100) : 0;
  SetWaitableTimer(timer, &due, 0, nullptr, nullptr, FALSE);
  WaitForSingleObject(timer, INFINITE);
}

double bare_late(HANDLE timer) {
  const double begin = bench::now_ns();
  wait_for(timer, kMs);
  return bench::now_ns() - begin - kMs;
}

double bare_ticks_late(HANDLE timer, double quantile) {
  std::vector<double> late;
  const double begin = bench::now_ns();
  for (int tick = 1; tick <= kTicks; ++tick) {
    const double due = begin + tick * kMs;
    while (bench::now_ns() < due) wait_for(timer, due - bench::now_ns());
    late.push_back(bench::now_ns() - due);
  }
  return bench::quantile(late, quantile);
}
#endif

// Of those that are armed far off, one after the other is armed anew.
double set_one(const std::vector<timer_t> &timers) {
  static std::size_t next = 0;
  return bench::per_operation(100, [&] {
    next = (next + 7'919) % timers.size();
    set(timers[next], kFarOff + static_cast<long long>(next), 0);
  });
}

volatile sig_atomic_t g_ticks;
void tick(int) { g_ticks = g_ticks + 1; }

double cpu_ms() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Of each thousand milliseconds of CPU time, how many had no tick. Three seconds: what the last step of the count has
// made due is still owed at the end.
double profile_lost() {
  const itimerval often = {{0, 1'000}, {0, 1'000}}, off = {};
  signal(SIGPROF, tick);
  g_ticks = 0;
  const double begin = cpu_ms();
  setitimer(ITIMER_PROF, &often, nullptr);
  while (cpu_ms() < begin + 3'000)
    for (volatile int turn = 0; turn < 100'000;) turn = turn + 1;
  const double used = cpu_ms() - begin;
  setitimer(ITIMER_PROF, &off, nullptr);
  return std::max(1.0, 1'000 * (used - g_ticks) / used);
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  sigprocmask(SIG_BLOCK, &usr1, nullptr);
  const timer_t timer = make();
  std::vector<timer_t> one = {make()}, many;
  set(one[0], kFarOff, 0);
  const auto with_one = [&] { return set_one(one); };
#ifdef _WIN32
  const HANDLE bare = waitable();
  report.alternate(kRounds, {{"sleep late", sleep_late}, {"waitable late", [=] { return bare_late(bare); }}});
  report.alternate(kRounds / 5, {{"tick median late", [=] { return ticks_late(timer, 0.5); }},
                                 {"tick p99 late", [=] { return ticks_late(timer, 0.99); }},
                                 {"waitable tick median late", [=] { return bare_ticks_late(bare, 0.5); }},
                                 {"waitable tick p99 late", [=] { return bare_ticks_late(bare, 0.99); }}});
#else
  report.alternate(kRounds, {{"sleep late", sleep_late}});
  report.alternate(kRounds / 5, {{"tick median late", [=] { return ticks_late(timer, 0.5); }},
                                 {"tick p99 late", [=] { return ticks_late(timer, 0.99); }}});
#endif
  report.alternate(kRounds, {{"set one of 1", with_one}});
  for (int n = 0; n < kMany; ++n) many.push_back(make()), set(many.back(), kFarOff + n, 0);
  report.alternate(kRounds, {{"set one of 10000", [&] { return set_one(many); }}});
  report.alternate(2, {{"profile lost", profile_lost}});
}
