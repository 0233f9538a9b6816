// Exceptions while a return address is swapped: the unwinder must see the true one, and the signal still
// arrives.
#include "signal/threads.h"

#include <cstdlib>

using namespace psig_test;

namespace {

using unwind_test = EngineTest;

struct Thrown {
  int round;
};

std::atomic<int> g_round;
std::atomic<int> g_comparisons;

// Called back by the CRT: what lies between the thrower and the catcher is system code.
int compare_and_throw(const void *, const void *) {
  if (g_comparisons.fetch_add(1) % 20'000 == 19'999) throw Thrown{g_round.load()};
  return 1;
}

int compare_and_catch(const void *left, const void *right) {
  if (g_comparisons.fetch_add(1) % 1000 == 999) {
    try {
      throw Thrown{1};
    } catch (const Thrown &) {}
  }
  return *static_cast<const int *>(left) - *static_cast<const int *>(right);
}

} // namespace

TEST_F(unwind_test, thrown_through_system_code) {
  std::atomic<bool> done{false}, ready{false};
  std::atomic<int> caught{0}, wrong{0};
  BareThread thread([&] {
    int numbers[4000] = {};
    ready.store(true);
    while (!done.load()) {
      const int round = g_round.fetch_add(1) + 1;
      try {
        for (;;) qsort(numbers, 4000, sizeof(int), compare_and_throw);
      } catch (const Thrown &thrown) {
        (thrown.round == round ? caught : wrong).fetch_add(1);
      }
    }
  });
  until([&] { return ready.load(); });
  int signals = 0;
  for (; signals < 200 || caught.load() == 0; ++signals) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, signals);
  EXPECT_EQ(wrong, 0);
}

TEST_F(unwind_test, thrown_and_caught_inside_a_call) {
  std::atomic<bool> done{false}, ready{false};
  std::atomic<int> wrong{0};
  BareThread thread([&] {
    ready.store(true);
    while (!done.load()) {
      static int numbers[1000];
      for (int i = 0; i < 1000; ++i) numbers[i] = (i * 37) % 1000;
      qsort(numbers, 1000, sizeof(int), compare_and_catch);
      for (int i = 0; i < 1000; ++i) wrong.fetch_add(numbers[i] == i ? 0 : 1);
    }
  });
  until([&] { return ready.load(); });
  for (int i = 0; i < 100; ++i) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, 100);
  EXPECT_EQ(wrong, 0);
}

TEST_F(unwind_test, handlers_may_throw_and_catch) {
  handle(SIGUSR1, [](int sig) {
    try {
      throw Thrown{sig};
    } catch (const Thrown &thrown) {
      note(thrown.round);
    }
  });
  std::atomic<bool> done{false};
  BareThread thread([&] {
    while (!done.load()) Sleep(1);
  });
  for (int i = 0; i < 30; ++i) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, 30);
}
