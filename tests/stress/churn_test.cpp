// Ten thousand threads come and go while another thread signals them and the process: every process-directed signal
// arrives exactly once, those that come too late for their thread do no harm, and nothing is left behind.
#include "stress/stress.h"

#include <cstdio>
#include <thread>

#include <gtest/gtest.h>

#ifdef _WIN32
#include <windows.h>

#include "signal/engine.h"
#endif

namespace {

using stress::yield_until;

const int kThreads = stress::count(10'000);
constexpr int kAtOnce = 12;
constexpr int kMaxValues = 1 << 20;

std::atomic<unsigned char> g_seen[kMaxValues];
std::atomic<int> g_sent{0}, g_received{0}, g_directed{0}, g_wrong{0}, g_created{0};
std::atomic<bool> g_done{false};
std::atomic<unsigned char> g_began[10'000];

// What the signaller aims at. A pthread's entry is cleared before the join, under the lock-free word, so that no id is
// used after its end of life; a Windows thread's id may well be stale.
struct Aim {
  std::atomic<pthread_t> pthread{};
  std::atomic<bool> valid{false};
  std::atomic<bool> in_use{false}; // by the signaller just now
  std::atomic<unsigned long> tid{0};
};
Aim g_aims[kAtOnce];

void fault(const char *what, int error) {
  ++g_wrong;
  std::fprintf(stderr, "%s: %d\n", what, error);
}

void note_value(int, siginfo_t *info, void *) {
  const int value = info->si_value.sival_int;
  if (value < 0 || value >= kMaxValues || g_seen[value].fetch_add(1) != 0) fault("value", value);
  ++g_received;
}

void *signaller(void *) {
  for (unsigned turn = 0; !g_done.load(); ++turn) {
    union sigval value;
    value.sival_int = g_sent.load();
    if (value.sival_int < kMaxValues && sigqueue(getpid(), SIGRTMIN + 1, value) == 0) ++g_sent;
    else sched_yield(); // a full queue
    Aim &aim = g_aims[turn % kAtOnce];
    aim.in_use = true;
    if (aim.valid.load()) {
      const int error = pthread_kill(aim.pthread.load(), SIGUSR1);
      if (error != 0 && error != ESRCH) fault("pthread_kill", error);
    }
    aim.in_use = false;
#ifdef _WIN32
    const unsigned long tid = aim.tid.load();
    if (tid != 0 && tgkill(getpid(), tid, SIGUSR1) != 0 && errno != ESRCH) fault("tgkill", errno);
#endif
    while (g_sent.load() - g_received.load() > 200 && !g_done.load()) sched_yield();
  }
  return nullptr;
}

void publish(Aim *aim, pthread_t thread) {
  aim->pthread = thread;
  aim->valid = true;
}

void withdraw(Aim *aim) {
  aim->valid = false;
  yield_until([aim] { return !aim->in_use.load(); });
}

void some_work(int how_much) {
  volatile int work = 0;
  for (int i = 0; i < how_much; ++i) work = work + i;
}

void *short_life(void *argument) {
  const int turn = static_cast<int>(reinterpret_cast<intptr_t>(argument));
  ++g_created;
  g_began[turn] = 1;
  sigset_t mask;
  sigemptyset(&mask);
  if (turn % 3 != 0) pthread_sigmask(SIG_SETMASK, &mask, nullptr); // nobody else takes anything
  if (turn % 7 == 0) {                                             // dies with its signals blocked
    sigfillset(&mask);
    pthread_sigmask(SIG_BLOCK, &mask, nullptr);
  }
  some_work(turn % 13 * 1000);
  if (turn % 5 == 0) raise(SIGUSR1);
  return nullptr;
}

void pthread_turn(Aim *aim, int turn) {
  pthread_t thread;
  if (const int error =
          pthread_create(&thread, nullptr, short_life, reinterpret_cast<void *>(static_cast<intptr_t>(turn)))) {
    fault("pthread_create", error);
    return;
  }
  publish(aim, thread);
  some_work(2000); // it may have ended by now
  withdraw(aim);
  pthread_join(thread, nullptr);
}

void detached_turn(int turn) {
  pthread_t thread;
  pthread_attr_t detached; // from the start: winpthreads' pthread_detach() races with the thread's end (docs/wine.md)
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  if (const int error =
          pthread_create(&thread, &detached, short_life, reinterpret_cast<void *>(static_cast<intptr_t>(turn))))
    fault("pthread_create", error);
  pthread_attr_destroy(&detached);
  yield_until([turn] { return g_began[turn].load() != 0; });
}

void cxx_turn(Aim *aim, int turn) {
  std::thread thread([turn] { short_life(reinterpret_cast<void *>(static_cast<intptr_t>(turn))); });
#ifdef _WIN32
  publish(aim, thread.native_handle());
#else
  publish(aim, thread.native_handle());
#endif
  withdraw(aim);
  thread.join();
}

#ifdef _WIN32
DWORD __stdcall short_win32_life(void *argument) {
  short_life(argument);
  return 0;
}

void win32_turn(Aim *aim, int turn) {
  DWORD tid = 0;
  const HANDLE thread =
      CreateThread(nullptr, 0, short_win32_life, reinterpret_cast<void *>(static_cast<intptr_t>(turn)), 0, &tid);
  if (thread == nullptr) {
    fault("CreateThread", static_cast<int>(GetLastError()));
    return;
  }
  aim->tid = tid;
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread); // the stale id stays in the aim
}
#endif

// Each creator makes its share, one thread at a time; detached ones are waited for by number.
void *creator(void *argument) {
  const int first = static_cast<int>(reinterpret_cast<intptr_t>(argument));
  for (int turn = first; turn < kThreads; turn += kAtOnce) {
    Aim *aim = &g_aims[first];
    switch (turn / kAtOnce % 4) {
    case 0: pthread_turn(aim, turn); break;
    case 1: cxx_turn(aim, turn); break;
    case 2: detached_turn(turn); break;
    default:
#ifdef _WIN32
      win32_turn(aim, turn);
#else
      pthread_turn(aim, turn);
#endif
    }
  }
  return nullptr;
}

void churn() {
  g_created = 0;
  for (auto &began : g_began) began = 0;
  g_done = false;
  pthread_t sender, creators[kAtOnce];
  {
    const stress::Blocked all; // only the short lives take any
    pthread_create(&sender, nullptr, signaller, nullptr);
    for (intptr_t i = 0; i < kAtOnce; ++i) pthread_create(&creators[i], nullptr, creator, reinterpret_cast<void *>(i));
    for (pthread_t thread : creators) pthread_join(thread, nullptr);
    yield_until([] { return g_created.load() == kThreads; });
    g_done = true;
    pthread_join(sender, nullptr);
  }
  yield_until([] { return g_received.load() >= g_sent.load(); }); // what nobody was there for comes here
}

#ifdef _WIN32
DWORD handles() {
  DWORD number = 0;
  GetProcessHandleCount(GetCurrentProcess(), &number);
  return number;
}

// Of the program's: the fallback thread is made when it is first needed, which may be in the second churn.
int known_threads() {
  int number = 0;
  psig::LockGuard guard(psig::g_engine.lock);
  for (psig::ThreadSignals *t = psig::g_engine.process.threads; t != nullptr; t = t->next) number += !t->library;
  return number;
}
#endif

TEST(ChurnTest, SignalledAllTheWhile) {
  const stress::Watchdog dog("churn", 580);
  stress::watch("created", &g_created);
  stress::watch("sent", &g_sent);
  stress::watch("received", &g_received);
  stress::watch("directed", &g_directed);
  stress::watch("wrong", &g_wrong);
  stress::handle(SIGRTMIN + 1, note_value);
  stress::handle(SIGUSR1, [](int) { ++g_directed; });
  churn(); // whatever is made once
#ifdef _WIN32
  psig::Engine *engine = &psig::g_engine;
  const DWORD handles_before = handles();
  const int threads_before = known_threads();
#endif
  churn();
  EXPECT_EQ(g_sent, g_received);
  EXPECT_EQ(0, g_wrong);
  EXPECT_GT(g_directed, 0);
#ifdef _WIN32
  (void)engine;
  // Detached threads are past their last line of user code, not necessarily gone.
  yield_until([=] { return known_threads() <= threads_before && handles() <= handles_before + 8; });
#endif
}

} // namespace
