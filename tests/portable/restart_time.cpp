// Waiting for time and for signals.
#include "restart_calls.h"

#include <memory>

namespace portable {
namespace {

constexpr timespec kHour{3600, 0};

Situation pauses() {
  return {[] { return error_of(pause() == 0); }, nullptr};
}
Situation suspends() {
  return {[] {
            const sigset_t mask = mask_now();
            return error_of(sigsuspend(&mask) == 0);
          },
          nullptr};
}
Situation sleeps() {
  return {[] { return sleep(3600) == 0 ? 0 : EINTR; }, nullptr};
}
Situation sleeps_us() {
  return {[] { return error_of(usleep(900'000'000) == 0); }, nullptr};
}
Situation sleeps_ns() {
  return {[] { return error_of(nanosleep(&kHour, nullptr) == 0); }, nullptr};
}
Situation sleeps_by_clock() {
  return {[] { return clock_nanosleep(CLOCK_MONOTONIC, 0, &kHour, nullptr); }, nullptr};
}

// A signal that is sent to the thread lets it end.
template <typename Take> Situation takes(Take take) {
  struct Taker {
    pthread_t thread = pthread_self();
    std::atomic<bool> there{false};
  };
  auto taker = std::make_shared<Taker>();
  return {[=] {
            const sigset_t set = set_of({SIGUSR2});
            pthread_sigmask(SIG_BLOCK, &set, nullptr);
            taker->thread = pthread_self();
            taker->there = true;
            return take(&set);
          },
          [=] {
            until([&] { return taker->there.load(); });
            pthread_kill(taker->thread, SIGUSR2);
          }};
}
Situation takes_one() {
  return takes([](const sigset_t *set) {
    int taken;
    return sigwait(set, &taken);
  });
}
Situation takes_info() {
  return takes([](const sigset_t *set) { return error_of(sigwaitinfo(set, nullptr) == SIGUSR2); });
}
Situation takes_timed() {
  return takes([](const sigset_t *set) { return error_of(sigtimedwait(set, nullptr, &kHour) == SIGUSR2); });
}

} // namespace

std::vector<WaitingCall> calls_for_time() {
  return {
      {"pause", "a handler", Rule::kEintr, pauses},
      {"sigsuspend", "a handler", Rule::kEintr, suspends},
      {"sigwait", "another signal", Rule::kNeverEintr, takes_one},
      {"sigwaitinfo", "another signal", Rule::kEintr, takes_info},
      {"sigtimedwait", "another signal", Rule::kEintr, takes_timed},
      {"sleep", "time", Rule::kEintr, sleeps},
      {"usleep", "time", Rule::kEintr, sleeps_us},
      {"nanosleep", "time", Rule::kEintr, sleeps_ns},
      {"clock_nanosleep", "time", Rule::kEintr, sleeps_by_clock},
  };
}

} // namespace portable
