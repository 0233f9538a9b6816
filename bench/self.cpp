// A thread and itself: raise() to its handler, and a signal blocked and unblocked. The same source natively measures
// Linux. On Windows also the CRT's own raise(), which is a table look-up and a call, and has no mask.
#include "harness.h"

#ifdef _WIN32
#include <posix/signal.h>

#include <windows.h>
#else
#include <csignal>
#endif

namespace {

constexpr int kBatch = 5000, kRounds = 40;

volatile sig_atomic_t g_handled;

void plain(int) { g_handled = g_handled + 1; }

void with_info(int, siginfo_t *info, void *) {
  if (info->si_signo == SIGUSR2) g_handled = g_handled + 1;
}

void install() {
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = plain;
  bench::require(sigaction(SIGUSR1, &action, nullptr) == 0, "sigaction");
  action.sa_sigaction = with_info;
  action.sa_flags = SA_SIGINFO;
  bench::require(sigaction(SIGUSR2, &action, nullptr) == 0, "sigaction with SA_SIGINFO");
}

double raise_batch(int signo) {
  g_handled = 0;
  const double ns = bench::per_operation(kBatch, [=] { raise(signo); });
  bench::require(g_handled == kBatch, "one handler per raise()");
  return ns;
}

double mask_batch() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  return bench::per_operation(kBatch, [&] {
    sigprocmask(SIG_BLOCK, &set, nullptr);
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
  });
}

#ifdef _WIN32
// msvcrt's own, which resets the action with each signal.
using CrtHandler = void(__cdecl *)(int);
using CrtSignal = CrtHandler(__cdecl *)(int, CrtHandler);
using CrtRaise = int(__cdecl *)(int);
constexpr int kCrtSigterm = 15;

template <typename Function> Function from_crt(const char *name) {
  return reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("msvcrt.dll"), name)));
}

CrtSignal g_crt_signal;

void __cdecl crt_handler(int signo) {
  g_handled = g_handled + 1;
  g_crt_signal(signo, crt_handler);
}

double crt_batch() {
  g_crt_signal = from_crt<CrtSignal>("signal");
  const auto crt_raise = from_crt<CrtRaise>("raise");
  g_crt_signal(kCrtSigterm, crt_handler);
  g_handled = 0;
  const double ns = bench::per_operation(kBatch, [=] { crt_raise(kCrtSigterm); });
  bench::require(g_handled == kBatch, "one handler per raise() of the CRT");
  return ns;
}
#endif

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  install();
  report.alternate(kRounds, {
                                {"raise", [] { return raise_batch(SIGUSR1); }},
                                {"raise siginfo", [] { return raise_batch(SIGUSR2); }},
                                {"mask pair", mask_batch},
#ifdef _WIN32
                                {"raise crt", crt_batch},
#endif
                            });
}
