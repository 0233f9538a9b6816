// What the portable tests share. They use POSIX headers only and are built twice: natively against glibc, where every
// one of them has to pass, and for Windows through the overlay.
#pragma once

#include <gtest/gtest.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <initializer_list>
#include <thread>
#include <utility>
#include <vector>

namespace portable {

inline sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int sig : signals) sigaddset(&set, sig);
  return set;
}

inline sigset_t full_set() {
  sigset_t set;
  sigfillset(&set);
  return set;
}

inline sigset_t mask_now() {
  sigset_t set;
  sigemptyset(&set);
  pthread_sigmask(SIG_BLOCK, nullptr, &set);
  return set;
}

inline bool blocked(int sig) {
  const sigset_t set = mask_now();
  return sigismember(&set, sig) == 1;
}

inline bool pending(int sig) {
  sigset_t set;
  sigemptyset(&set);
  sigpending(&set);
  return sigismember(&set, sig) == 1;
}

inline void block(std::initializer_list<int> signals) {
  const sigset_t set = set_of(signals);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &set, nullptr), 0);
}

inline void unblock(std::initializer_list<int> signals) {
  const sigset_t set = set_of(signals);
  ASSERT_EQ(pthread_sigmask(SIG_UNBLOCK, &set, nullptr), 0);
}

// What handlers have seen. Lock-free, so they may write it.
constexpr int kLogSize = 256;
inline std::atomic<int> g_count{0}; // handlers run
inline std::atomic<int> g_log[kLogSize];
inline std::atomic<int> g_value[kLogSize]; // of note_info()
inline siginfo_t g_info;                   // the last one

inline void note(int sig) {
  const int n = g_count.load();
  if (n < kLogSize) g_log[n].store(sig);
  g_count.store(n + 1);
}

inline void note_info(int sig, siginfo_t *info, void *) {
  g_info = *info;
  const int n = g_count.load();
  if (n < kLogSize) g_value[n].store(info->si_value.sival_int);
  note(sig);
}

inline std::vector<int> logged() {
  std::vector<int> out;
  for (int i = 0; i < g_count.load() && i < kLogSize; ++i) out.push_back(g_log[i].load());
  return out;
}

inline void handle(int sig, void (*handler)(int), int flags = 0, sigset_t mask = set_of({})) {
  struct sigaction act = {};
  act.sa_handler = handler;
  act.sa_flags = flags;
  act.sa_mask = mask;
  ASSERT_EQ(sigaction(sig, &act, nullptr), 0) << sig;
}

inline void handle_info(int sig, void (*handler)(int, siginfo_t *, void *), int flags = 0, sigset_t mask = set_of({})) {
  struct sigaction act = {};
  act.sa_sigaction = handler;
  act.sa_flags = flags | SA_SIGINFO;
  act.sa_mask = mask;
  ASSERT_EQ(sigaction(sig, &act, nullptr), 0) << sig;
}

inline union sigval int_value(int value) {
  union sigval out = {};
  out.sival_int = value;
  return out;
}

// A condition that another thread brings about.
template <typename Condition> void until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

// A pthread that runs a lambda and is joined at the end of its scope.
template <typename Body> class Thread {
public:
  explicit Thread(Body body) : body_(std::move(body)) {
    if (pthread_create(&id, nullptr, run, this) != 0) abort();
  }
  ~Thread() { join(); }
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;
  void join() {
    if (!joined_) pthread_join(id, nullptr);
    joined_ = true;
  }

  pthread_t id = {};

private:
  static void *run(void *self) {
    static_cast<Thread *>(self)->body_();
    return nullptr;
  }
  Body body_;
  bool joined_ = false;
};

// Default actions, an empty mask and nothing pending, before each test and after it.
class SignalTest : public testing::Test {
protected:
  void SetUp() override { reset(); }
  void TearDown() override { reset(); }

private:
  static void reset() {
    const sigset_t none = set_of({});
    for (int sig = 1; sig <= SIGRTMAX; ++sig) {
      if (sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL || sig == SIGTRAP || sig == SIGABRT)
        continue;
      struct sigaction act = {};
      act.sa_handler = SIG_IGN; // discards what is pending
      if (sigaction(sig, &act, nullptr) != 0) continue;
      act.sa_handler = SIG_DFL;
      sigaction(sig, &act, nullptr);
    }
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    g_count.store(0);
    errno = 0;
  }
};

} // namespace portable
