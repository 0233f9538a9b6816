// Two threads signal each other, waiting, sending and busy: nothing is lost, nothing comes twice, nobody sticks.
#include "stress/stress.h"

#include <gtest/gtest.h>

namespace {

using stress::yield_until;

struct Side {
  int signo = 0;
  std::atomic<int> received{0};
  std::atomic<int> wrong{0};
  pthread_t thread{};
};
Side g_left, g_right;
std::atomic<int> g_started{0};

Side &side_of(int signo) { return signo == g_left.signo ? g_left : g_right; }

void begin(int left, int right) {
  for (Side *side : {&g_left, &g_right}) side->received = 0, side->wrong = 0;
  g_left.signo = left;
  g_right.signo = right;
  g_started = 0;
  stress::watch("left received", &g_left.received);
  stress::watch("right received", &g_right.received);
}

void run_both(void *(*main)(void *)) {
  pthread_create(&g_left.thread, nullptr, main, &g_left);
  pthread_create(&g_right.thread, nullptr, main, &g_right);
  pthread_join(g_left.thread, nullptr);
  pthread_join(g_right.thread, nullptr);
}

Side &meet(Side *own) { // the other side, once both threads run
  own->thread = pthread_self();
  g_started.fetch_add(1);
  yield_until([] { return g_started.load() == 2; });
  return own == &g_left ? g_right : g_left;
}

// ---- each waits in sigsuspend for the other's answer
// ------------------------------------------------------------------

const int kRounds = stress::count(100'000);

void *answer_in_turn(void *argument) {
  Side *own = static_cast<Side *>(argument);
  const stress::Blocked mine(own->signo);
  Side &other = meet(own);
  for (int i = 1; i <= kRounds; ++i) { // strictly in turn: two that are pending at once would be one
    if (own == &g_left && pthread_kill(other.thread, other.signo) != 0) ++own->wrong;
    while (own->received.load() < i) sigsuspend(&mine.former());
    if (own->received.load() > i) ++own->wrong;
    if (own == &g_right && pthread_kill(other.thread, other.signo) != 0) ++own->wrong;
  }
  return nullptr;
}

TEST(CrossfireTest, InTurnFromSigsuspend) {
  const stress::Watchdog dog("in turn", 280);
  begin(SIGUSR1, SIGUSR2);
  for (int signo : {SIGUSR1, SIGUSR2}) stress::handle(signo, [](int s) { ++side_of(s).received; });
  run_both(answer_in_turn);
  EXPECT_EQ(kRounds, g_left.received);
  EXPECT_EQ(kRounds, g_right.received);
  EXPECT_EQ(0, g_left.wrong + g_right.wrong);
}

// ---- each sends as fast as it can
// ------------------------------------------------------------------------------------

void next_in_order(int signo, siginfo_t *info, void *) {
  Side &side = side_of(signo);
  if (info->si_value.sival_int != side.received.load() || info->si_code != SI_QUEUE) ++side.wrong;
  ++side.received;
}

void *send_all(void *argument) {
  Side *own = static_cast<Side *>(argument);
  Side &other = meet(own);
  for (int i = 0; i < kRounds;) {
    union sigval value;
    value.sival_int = i;
    const int error = pthread_sigqueue(other.thread, other.signo, value);
    if (error == 0) ++i;
    else if (error == EAGAIN) sched_yield(); // a full queue: until the other has handled some
    else {
      ++own->wrong;
      break;
    }
  }
  yield_until([own] { return own->received.load() >= kRounds; });
  return nullptr;
}

TEST(CrossfireTest, QueuedAsFastAsPossible) {
  const stress::Watchdog dog("queued", 280);
  begin(SIGRTMIN, SIGRTMIN + 1);
  for (int signo : {g_left.signo, g_right.signo}) stress::handle(signo, next_in_order);
  run_both(send_all);
  EXPECT_EQ(kRounds, g_left.received);
  EXPECT_EQ(kRounds, g_right.received);
  EXPECT_EQ(0, g_left.wrong + g_right.wrong);
}

// ---- each handler signals the other thread, which is busy
// ------------------------------------------------------------

const int kVolleys = stress::count(5'000);

void return_it(int signo) {
  Side &own = side_of(signo), &other = &own == &g_left ? g_right : g_left;
  if (pthread_equal(pthread_self(), own.thread) == 0) ++own.wrong;
  if (++own.received <= kVolleys && pthread_kill(other.thread, other.signo) != 0) ++own.wrong;
}

void *be_busy(void *argument) {
  Side *own = static_cast<Side *>(argument);
  meet(own);
  if (own == &g_left) pthread_kill(g_right.thread, g_right.signo);
  while (own->received.load() < kVolleys) {}
  return nullptr;
}

TEST(CrossfireTest, HandlersOfBusyThreads) {
  const stress::Watchdog dog("busy", 280);
  begin(SIGUSR1, SIGUSR2);
  for (int signo : {SIGUSR1, SIGUSR2}) stress::handle(signo, return_it);
  run_both(be_busy);
  EXPECT_GE(g_left.received, kVolleys); // the last answers may or may not meet a thread that has ended
  EXPECT_GE(g_right.received, kVolleys);
  EXPECT_LE(g_left.received + g_right.received, 2 * kVolleys + 1);
  EXPECT_EQ(0, g_left.wrong + g_right.wrong);
}

} // namespace
