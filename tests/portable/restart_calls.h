// The calls that wait, and what a handler does to them (XSH 2.4.4; sigaction under SA_RESTART; signal(7) of Linux).
// docs/interrupted-calls.md is made of this table (`test_portable_restart --role table`), restart_test.cpp tries it.
#pragma once

#include "support.h"

#include <functional>

namespace portable {

enum class Rule {
  kRestarted,  // goes on after a handler with SA_RESTART, else EINTR
  kEintr,      // always EINTR
  kNeverEintr, // goes on after any handler
};

// One call that waits: `call` returns 0 or an errno, `release` lets it end with 0 (none where it always ends by EINTR).
struct Situation {
  std::function<int()> call;
  std::function<void()> release;
};

struct WaitingCall {
  const char *name, *waits_for;
  Rule rule;
  Situation (*make)();
  bool linux_differs = false; // from POSIX: EINTR in spite of SA_RESTART
  bool not_here = false;      // cannot be tried so on this system
};

std::vector<WaitingCall> calls_on_descriptors(); // restart_descriptors.cpp
std::vector<WaitingCall> calls_on_sockets();     // restart_sockets.cpp
std::vector<WaitingCall> calls_of_threads();     // restart_threads.cpp
std::vector<WaitingCall> calls_for_time();       // restart_time.cpp

inline int error_of(bool ok) { return ok ? 0 : errno; }

// Runs something that waits, and sends its thread SIGUSR2 until that has ended it.
template <typename Call> void until_interrupted(Call call) {
  std::atomic<bool> there{false}, over{false};
  std::atomic<pthread_t> caller{pthread_self()};
  handle(SIGUSR2, note);
  std::thread calling([&] {
    caller = pthread_self();
    there = true;
    call();
    over = true;
  });
  until([&] { return there.load(); });
  const timespec pace{0, 5'000'000};
  while (!over) {
    pthread_kill(caller, SIGUSR2);
    nanosleep(&pace, nullptr);
  }
  calling.join();
}

} // namespace portable
