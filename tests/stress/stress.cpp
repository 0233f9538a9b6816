#include "stress/stress.h"

#include <cstdio>
#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#else
#include <ctime>
#endif

namespace stress {
namespace {

constexpr int kMaxWatched = 16;
struct Watched {
  const char *name;
  const std::atomic<int> *counter;
} g_watched[kMaxWatched];
std::atomic<int> g_watched_count{0};

const char *g_what;
int g_seconds;
std::atomic<bool> g_over{false};
pthread_t g_thread;

// Past everything that may be stuck.
void end_process() {
#ifdef _WIN32
  using Terminate = LONG(__stdcall *)(HANDLE, LONG);
  const auto end = reinterpret_cast<Terminate>(
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), "NtTerminateProcess")));
  end(GetCurrentProcess(), 70);
#else
  _exit(70);
#endif
}

void pause_briefly() {
#ifdef _WIN32
  Sleep(100);
#else
  const timespec tenth = {0, 100'000'000};
  nanosleep(&tenth, nullptr);
#endif
}

void *watchdog_main(void *) {
  for (int tenths = 0; tenths < g_seconds * 10; ++tenths) {
    if (g_over.load()) return nullptr;
    pause_briefly();
  }
  std::fprintf(stderr, "%s: not done after %d s\n", g_what, g_seconds);
  for (int i = 0; i < g_watched_count.load(); ++i)
    std::fprintf(stderr, "  %s = %d\n", g_watched[i].name, g_watched[i].counter->load());
  if (std::getenv("PSIG_HANG") == nullptr) end_process();
  return nullptr;
}

} // namespace

int count(int full) {
  const char *wanted = std::getenv("PSIG_FULL");
  const bool all = wanted != nullptr && wanted[0] == '1';
  return all || full < 20 ? full : full / 20;
}

Watchdog::Watchdog(const char *what, int seconds) {
  g_what = what;
  g_seconds = seconds;
  g_watched_count = 0;
  g_over = false;
  const Blocked all;
  pthread_create(&g_thread, nullptr, watchdog_main, nullptr);
}

Watchdog::~Watchdog() {
  g_over = true;
  pthread_join(g_thread, nullptr);
}

void watch(const char *name, const std::atomic<int> *counter) {
  const int i = g_watched_count.load();
  if (i == kMaxWatched) return;
  g_watched[i] = {name, counter};
  g_watched_count = i + 1;
}

Blocked::Blocked() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &former_);
}

Blocked::Blocked(int signo) {
  const sigset_t one = set_of(signo);
  pthread_sigmask(SIG_BLOCK, &one, &former_);
}

void handle(int signo, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signo, &action, nullptr);
}

void handle(int signo, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  action.sa_flags = flags | SA_SIGINFO;
  sigaction(signo, &action, nullptr);
}

sigset_t set_of(int signo) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signo);
  return set;
}

} // namespace stress
