// A thread and itself: raise() to its handler, and a signal blocked and unblocked. The same source natively measures
// Linux. On Windows also the CRT's own raise(), which is a table look-up and a call, and has no mask.
#include "harness.h"

#ifdef _WIN32
#include <posix/signal.h>

#include <windows.h>

#include <winternl.h>
#else
#include <csignal>
#endif

namespace {

constexpr int kRounds = 200;

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

// Batches of an operation that runs one handler each time, or none.
template <typename Operation> std::function<double()> batches(Operation operation, bool handled) {
  const int count = bench::calls_per_slice(operation);
  return [=] {
    g_handled = 0;
    const double ns = bench::per_operation(count, operation);
    bench::require(g_handled == (handled ? count : 0), "each signal is handled once");
    return ns;
  };
}

void mask_pair() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

#ifdef _WIN32
// msvcrt's own, which resets the action with each signal.
using CrtHandler = void(__cdecl *)(int);
using CrtSignal = CrtHandler(__cdecl *)(int, CrtHandler);
using CrtRaise = int(__cdecl *)(int);
constexpr int kCrtSigterm = 15;

// Not by GetProcAddress, which gives what the library has put in their place.
template <typename Function> Function from_crt(const char *name) {
  using Get = NTSTATUS(NTAPI *)(HMODULE, const ANSI_STRING *, ULONG, void **);
  const FARPROC found = GetProcAddress(GetModuleHandleA("ntdll.dll"), "LdrGetProcedureAddress");
  const auto length = static_cast<USHORT>(std::strlen(name));
  const ANSI_STRING text = {length, static_cast<USHORT>(length + 1), const_cast<char *>(name)};
  void *function = nullptr;
  reinterpret_cast<Get>(reinterpret_cast<void *>(found))(GetModuleHandleA("msvcrt.dll"), &text, 0, &function);
  bench::require(function != nullptr, "the run-time's function is found");
  return reinterpret_cast<Function>(function);
}

CrtSignal g_crt_signal;

void __cdecl crt_handler(int signo) {
  g_handled = g_handled + 1;
  g_crt_signal(signo, crt_handler);
}

std::function<double()> crt_batches() {
  g_crt_signal = from_crt<CrtSignal>("signal");
  const auto crt_raise = from_crt<CrtRaise>("raise");
  g_crt_signal(kCrtSigterm, crt_handler);
  return batches([=] { crt_raise(kCrtSigterm); }, true);
}
#endif

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  install();
  report.alternate(kRounds, {
                                {"raise", batches([] { raise(SIGUSR1); }, true)},
                                {"raise siginfo", batches([] { raise(SIGUSR2); }, true)},
                                {"mask pair", batches(mask_pair, false)},
#ifdef _WIN32
                                {"raise crt", crt_batches()},
#endif
                            });
}
