// What a module with a static copy of the library of its own offers: the library's calls as they are linked there, and
// a handler and its counts that live there.
#pragma once

#include <posix/signal.h>
#include <posix/unistd.h>

#include <sched.h>

#include <atomic>

struct Copy {
  int (*raise)(int);
  int (*kill)(pid_t, int);
  int (*queue)(pid_t, int, union sigval);
  int (*action)(int, const struct sigaction *, struct sigaction *);
  int (*mask)(int, const sigset_t *, sigset_t *);
  int (*wait)(const sigset_t *, siginfo_t *);

  void (*handler)(int, siginfo_t *, void *);
  std::atomic<int> *handled;
  std::atomic<long long> *sum; // of the values

  void (*stay)(int turns); // runs code of the module, and calls of the system from there
};

namespace copy_of_this_module {

inline std::atomic<int> handled{0};
inline std::atomic<long long> sum{0};

inline void note(int, siginfo_t *info, void *) {
  sum.fetch_add(info->si_value.sival_int);
  handled.fetch_add(1);
}

inline void stay(int turns) {
  for (std::atomic<int> i{0}; i < turns; ++i)
    if (i % 64 == 63) sched_yield();
}

inline const Copy calls = {
    [](int sig) { return raise(sig); },
    [](pid_t pid, int sig) { return kill(pid, sig); },
    [](pid_t pid, int sig, union sigval value) { return sigqueue(pid, sig, value); },
    [](int sig, const struct sigaction *act, struct sigaction *old) { return sigaction(sig, act, old); },
    [](int how, const sigset_t *set, sigset_t *old) { return sigprocmask(how, set, old); },
    [](const sigset_t *set, siginfo_t *info) { return sigwaitinfo(set, info); },
    note,
    &handled,
    &sum,
    stay};

} // namespace copy_of_this_module

using CopyFunction = const Copy *(); // exported as copy_calls
