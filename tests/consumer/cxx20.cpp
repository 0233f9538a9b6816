// A C++20 program: POSIX names are no macros, and threads of libstdc++ inherit the mask of their creator.
#include <posix/signal.h>
#include <posix/unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>

namespace {

struct Service { // members with POSIX's names
  int kill(int n) { return n; }
  int signal = 1;
};

std::atomic<int> g_hits;
void on_signal(int) { g_hits.fetch_add(1); }

} // namespace

int main() {
  Service service;
  if (service.kill(service.signal) != 1) return 1;
  auto raiser = &::raise;
  if (std::signal(SIGUSR2, on_signal) == SIG_ERR || raiser(SIGUSR2) != 0 || g_hits.load() != 1) return 2;

  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return 3;
  int caught = 0, inherited = 0;
  std::thread waiter([&] {
    sigset_t mine;
    pthread_sigmask(SIG_BLOCK, nullptr, &mine);
    inherited = sigismember(&mine, SIGTERM);
    sigwait(&set, &caught);
  });
  if (::kill(static_cast<pid_t>(getpid()), SIGTERM) != 0) return 4;
  waiter.join();
  if (inherited != 1 || caught != SIGTERM) return 5;
  std::puts("cxx20: ok");
  return 0;
}
