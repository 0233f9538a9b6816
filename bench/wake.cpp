// Waking a waiting thread of the same process and hearing from it: pthread_kill() to a thread in sigwait, sigsuspend,
// pause and SleepEx, against WaitOnAddress and QueueUserAPC themselves.
#include "harness.h"

#include <posix/pthread.h>
#include <posix/signal.h>
#include <posix/unistd.h>

#include "acks.h"

namespace {

constexpr int kBatch = 50, kApcBatch = 5, kRounds = 200;

sigset_t only(int signo) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signo);
  return set;
}

void handler(int) { bench::acknowledge(); }

void *in_sigwait(void *) {
  const sigset_t set = only(SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  for (int signo = 0; sigwait(&set, &signo) == 0;) bench::acknowledge();
  return nullptr;
}

void *in_sigsuspend(void *) {
  const sigset_t set = only(SIGUSR1);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  for (;;) sigsuspend(&none);
}

void *in_pause(void *) {
  for (;;) pause();
}

void *in_sleep_ex(void *) {
  for (;;) SleepEx(INFINITE, TRUE);
}

std::atomic<std::uint32_t> g_bell{0};
void *on_address(void *) {
  for (std::uint32_t seen = 0;; ++seen) {
    bench::sleep_on(g_bell, seen);
    bench::acknowledge();
  }
}

void __stdcall apc(ULONG_PTR) { bench::acknowledge(); }

HANDLE g_sleeper_handle;
void *named_sleep_ex(void *) {
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &g_sleeper_handle, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  bench::acknowledge();
  return in_sleep_ex(nullptr);
}

pthread_t start(void *(*function)(void *)) {
  pthread_t thread;
  bench::require(pthread_create(&thread, nullptr, function, nullptr) == 0, "pthread_create");
  return thread;
}

std::function<double()> kills(pthread_t thread, int signo, int batch) {
  return [=] {
    return bench::per_operation(
        batch, [=] { bench::round_trip([=] { bench::require(pthread_kill(thread, signo) == 0, "pthread_kill"); }); });
  };
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  sigaction(SIGUSR1, &action, nullptr);
  const sigset_t set = only(SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, nullptr); // inherited: only sigwait takes it

  start(on_address);
  const pthread_t waiting = start(in_sigwait), suspended = start(in_sigsuspend), paused = start(in_pause);
  pthread_t sleeping = 0;
  bench::round_trip([&] { sleeping = start(named_sleep_ex); });

  const auto on_address_batch = [] {
    return bench::per_operation(kBatch, [] { bench::round_trip([] { bench::wake_on(g_bell); }); });
  };
  const auto apc_batch = [] {
    return bench::per_operation(kApcBatch, [] { bench::round_trip([] { QueueUserAPC(apc, g_sleeper_handle, 0); }); });
  };
  report.alternate(kRounds, {{"wait on address", on_address_batch},
                             {"sigwait", kills(waiting, SIGUSR2, kBatch)},
                             {"sigsuspend", kills(suspended, SIGUSR1, kBatch)},
                             {"pause", kills(paused, SIGUSR1, kBatch)}});
  report.alternate(kRounds, {{"apc", apc_batch}, {"sleepex", kills(sleeping, SIGUSR1, kApcBatch)}});
}
