// Waits of Windows in the program's own code, which are replaced so that handlers run in them, against the bare calls;
// and a mutex of winpthreads that nobody contends for, against itself without the replacements.
#include "harness.h"

#include <posix/pthread.h>
#include <posix/signal.h>

#include <windows.h>

namespace {

constexpr int kRounds = 300;

decltype(&WaitForSingleObject) g_bare;
HANDLE g_signalled;
pthread_mutex_t g_mutex = PTHREAD_MUTEX_INITIALIZER;

void lock_and_unlock() {
  pthread_mutex_lock(&g_mutex);
  pthread_mutex_unlock(&g_mutex);
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  g_signalled = CreateEventW(nullptr, TRUE, TRUE, nullptr);
  g_bare = reinterpret_cast<decltype(g_bare)>(
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(L"kernel32"), "WaitForSingleObject")));
  HMODULE own = GetModuleHandleW(nullptr);
  const auto replaced = [] { WaitForSingleObject(g_signalled, INFINITE); };
  const auto bare = [] { g_bare(g_signalled, INFINITE); };
  const int waits = bench::calls_per_slice(bare), locks = bench::calls_per_slice(lock_and_unlock);
  report.alternate(kRounds, {{"wait", [=] { return bench::per_operation(waits, replaced); }},
                             {"wait bare", [=] { return bench::per_operation(waits, bare); }}});
  report.alternate(kRounds, {{"mutex", [=] { return bench::per_operation(locks, lock_and_unlock); }},
                             {"mutex bare", [=] {
                                posix_signal_wait_module_np(own, 0);
                                const double time = bench::per_operation(locks, lock_and_unlock);
                                posix_signal_wait_module_np(own, 1);
                                return time;
                              }}});
}
