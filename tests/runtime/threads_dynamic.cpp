// std::thread of the libstdc++ DLL, which calls the winpthreads DLL itself, past every option of this program's link:
// the new thread still has its creator's mask, and pthread_kill() finds it.
#include <posix/pthread.h>
#include <posix/signal.h>
#include <posix/unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

static std::atomic<int> g_handled{0};

static bool blocked(int sig) {
  sigset_t set;
  sigprocmask(SIG_BLOCK, nullptr, &set);
  return sigismember(&set, sig) == 1;
}

int main() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signal(SIGUSR1, [](int) { g_handled.fetch_add(1); });
  for (int i = 1; i <= 50; ++i) {
    std::atomic<bool> inherited{false}, done{false};
    std::thread thread([&] {
      inherited.store(blocked(SIGUSR2) && !blocked(SIGUSR1));
      while (!done.load()) {}
    });
    if (pthread_kill(thread.native_handle(), SIGUSR1) != 0) return std::puts("pthread_kill failed"), 1;
    while (g_handled.load() < i) std::this_thread::yield();
    done.store(true);
    thread.join();
    if (!inherited.load()) return std::printf("thread %d has another mask\n", i), 1;
  }
  return 0;
}
