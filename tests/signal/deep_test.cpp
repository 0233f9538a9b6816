// A stack that is nearly full when a signal comes is no crash: where there is no room the signal waits until there is,
// or uses the alternate stack. Every depth down to the guard, in running code, in system calls and in alertable waits.
#include "signal/threads.h"

#include <memory>

#include "nt/thread/stack.h"

using namespace psig_test;

namespace {

using deep_test = EngineTest;

struct Dive {
  std::uintptr_t left; // bytes of the stack to be left at the bottom, of all there is
  void (*stay)();      // a while at the bottom
  std::atomic<bool> there{false}, up{false};
};

volatile int g_sink;

// Down in small frames, and up again when told to.
__attribute__((noinline, noclone)) void dive(Dive *d) {
  volatile char room[128];
  room[0] = 1;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (here > psig::nt::stack_limits(psig::nt::teb()).allocation + d->left) {
    dive(d);
  } else {
    d->there.store(true);
    while (!d->up.load()) d->stay();
  }
  g_sink = room[0];
}

void count_info(int sig, siginfo_t *info, void *) {
  if (info->si_signo == sig) note(sig);
}

class Stack {
public:
  Stack() : memory_(new char[kSize]) {
    const stack_t stack = {memory_.get(), 0, kSize};
    EXPECT_EQ(sigaltstack(&stack, nullptr), 0);
  }
  ~Stack() {
    const stack_t off = {nullptr, SS_DISABLE, 0};
    sigaltstack(&off, nullptr);
  }
  Stack(const Stack &) = delete;
  Stack &operator=(const Stack &) = delete;

private:
  static constexpr std::size_t kSize = 128 * 1024;
  std::unique_ptr<char[]> memory_;
};

// Several signals while the thread is down there; all have been handled once it is up.
void signals_in_the_deep(std::uintptr_t left, void (*stay)(), bool on_altstack) {
  SCOPED_TRACE(left);
  constexpr int kSignals = 3;
  g_handled.store(0);
  for (int n = 0; n < kSignals; ++n) {
    Dive d{left, stay};
    std::atomic<bool> over{false};
    BareThread thread([&] {
      const Stack *stack = on_altstack ? new Stack : nullptr;
      dive(&d);
      while (!over.load()) SwitchToThread();
      delete stack;
    });
    until([&] { return d.there.load(); });
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
    for (int i = 0; i < 200 && g_handled.load() == n; ++i) SwitchToThread();
    d.up.store(true);
    until([&] { return g_handled.load() == n + 1; });
    over.store(true);
  }
}

void busy() {
  for (std::atomic<int> i{0}; i < 100; ++i) {}
}
void calls() { Sleep(0); }
void waits() { SleepEx(1, TRUE); }

// What is left at the very bottom: the guard, what is promised to exception dispatch, and a page that is never there.
constexpr std::uintptr_t kLeast = 26 * 1024, kMost = 80 * 1024, kStep = 3072;

void at_all_depths(void (*stay)(), bool on_altstack = false) {
  for (std::uintptr_t left = kMost; left >= kLeast; left -= kStep) signals_in_the_deep(left, stay, on_altstack);
}

} // namespace

TEST_F(deep_test, running) {
  handle(SIGUSR1, note);
  at_all_depths(busy);
}
TEST_F(deep_test, running_with_siginfo) {
  handle_info(SIGUSR1, count_info);
  at_all_depths(busy);
}
TEST_F(deep_test, in_system_calls) {
  handle_info(SIGUSR1, count_info);
  at_all_depths(calls);
}
TEST_F(deep_test, in_alertable_waits) {
  handle_info(SIGUSR1, count_info);
  at_all_depths(waits);
}
TEST_F(deep_test, with_an_alternate_stack) {
  handle_info(SIGUSR1, count_info, SA_ONSTACK);
  at_all_depths(busy, true);
  at_all_depths(calls, true);
  at_all_depths(waits, true);
}
