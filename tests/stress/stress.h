// What the stress tests share. Those that need POSIX alone are also built natively: the tests themselves are then
// checked against the kernel's signals.
#pragma once

#ifdef _WIN32
#include <posix/pthread.h>
#include <posix/setjmp.h>
#include <posix/signal.h>
#include <posix/unistd.h>
#else
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>
#endif
#include <sched.h>

#include <atomic>
#include <cerrno>

namespace stress {

// The stated count with PSIG_FULL=1 in the environment, else a twentieth of it.
int count(int full);

// Ends the process with the test's counters if it is not destroyed in time; a hang is never waited out. With
// PSIG_HANG=1 it says so and leaves the process as it is, for a debugger.
class Watchdog {
public:
  Watchdog(const char *what, int seconds);
  ~Watchdog();
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;
};

// A counter that the watchdog prints.
void watch(const char *name, const std::atomic<int> *counter);

// Blocks these signals in the calling thread for a scope; every signal without arguments.
class Blocked {
public:
  Blocked();
  explicit Blocked(int signo);
  ~Blocked() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
  Blocked(const Blocked &) = delete;
  Blocked &operator=(const Blocked &) = delete;
  [[nodiscard]] const sigset_t &former() const { return former_; }

private:
  sigset_t former_;
};

void handle(int signo, void (*handler)(int), int flags = 0);
void handle(int signo, void (*handler)(int, siginfo_t *, void *), int flags = 0);
sigset_t set_of(int signo);

// Waits for another thread without sleeping.
template <typename Condition> void yield_until(Condition condition) {
  while (!condition()) sched_yield();
}

} // namespace stress
