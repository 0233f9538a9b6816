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

// The acknowledgement comes from outside the wait where it can: from within the handler, the next signal would find the
// thread at the end of a delivery, where it needs no waking. Not with pause(), which may be entered too late.
void acknowledging_handler(int) { bench::acknowledge(); }

volatile sig_atomic_t g_suspended_handled, g_sleeper_handled; // of one thread each

void suspended_handler(int) { g_suspended_handled = 1; }
void sleeper_handler(int) { g_sleeper_handled = 1; }

void acknowledge_if(volatile sig_atomic_t &handled) {
  if (handled == 0) return;
  handled = 0;
  bench::acknowledge();
}

void on(int signo, void (*handler)(int)) {
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  bench::require(sigaction(signo, &action, nullptr) == 0, "sigaction");
}

void *in_sigwait(void *) {
  const sigset_t set = only(SIGUSR2);
  for (int signo = 0; sigwait(&set, &signo) == 0;) bench::acknowledge();
  return nullptr;
}

void *in_sigsuspend(void *) {
  sigset_t none;
  sigemptyset(&none);
  for (;;) {
    sigsuspend(&none);
    acknowledge_if(g_suspended_handled);
  }
}

void *in_pause(void *) {
  for (;;) pause();
}

std::atomic<std::uint32_t> g_bell{0};
void *on_address(void *) {
  for (std::uint32_t seen = 0;; ++seen) {
    bench::sleep_on(g_bell, seen);
    bench::acknowledge();
  }
}

void __stdcall apc(ULONG_PTR) { g_sleeper_handled = 1; }

HANDLE g_sleeper_handle;
void *in_sleep_ex(void *) {
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &g_sleeper_handle, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  bench::acknowledge();
  for (;;) {
    SleepEx(INFINITE, TRUE);
    acknowledge_if(g_sleeper_handled);
  }
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
  // Waking a thread on another, idle processor takes ten times as long, and it is the scheduler's whim who gets that.
  bench::require(SetProcessAffinityMask(GetCurrentProcess(), 1) != 0, "one processor for all threads");
  posix_signal_delivery_np(posix_signal_delivery_np(0) & ~POSIX_SIGNAL_DELIVER_WAIT); // the APC ends SleepEx()
  on(SIGUSR1, acknowledging_handler);
  on(SIGHUP, suspended_handler);
  on(SIGINT, sleeper_handler);
  sigset_t set = only(SIGUSR2);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr); // inherited: sigwait and sigsuspend alone take these

  start(on_address);
  const pthread_t waiting = start(in_sigwait), suspended = start(in_sigsuspend), paused = start(in_pause);
  pthread_t sleeping = 0;
  bench::round_trip([&] { sleeping = start(in_sleep_ex); });

  const auto on_address_batch = [] {
    return bench::per_operation(kBatch, [] { bench::round_trip([] { bench::wake_on(g_bell); }); });
  };
  const auto apc_batch = [] {
    return bench::per_operation(kApcBatch, [] { bench::round_trip([] { QueueUserAPC(apc, g_sleeper_handle, 0); }); });
  };
  report.alternate(kRounds, {{"wait on address", on_address_batch},
                             {"sigwait", kills(waiting, SIGUSR2, kBatch)},
                             {"sigsuspend", kills(suspended, SIGHUP, kBatch)},
                             {"pause", kills(paused, SIGUSR1, kBatch)}});
  report.alternate(kRounds, {{"apc", apc_batch}, {"sleepex", kills(sleeping, SIGINT, kApcBatch)}});
}
