// siglongjmp out of handlers, with the whole library: the mask comes back, the alternate stack is left clean, thousands
// of times.
#include <stdexcept>

#include <posix/setjmp.h>
#include <posix/signal.h>

#include <gtest/gtest.h>

#include "nt/thread/teb.h"

namespace {

constexpr int kTimes = 10'000;

sigjmp_buf g_env;
volatile int g_runs = 0;

void jump_out(int sig) {
  g_runs = g_runs + 1;
  siglongjmp(g_env, sig);
}

void install(int sig, void (*handler)(int), int flags) {
  struct sigaction act = {};
  act.sa_handler = handler;
  act.sa_flags = flags;
  ASSERT_EQ(0, sigaction(sig, &act, nullptr));
}

sigset_t mask_now() {
  sigset_t set = 0;
  sigprocmask(SIG_BLOCK, nullptr, &set);
  return set;
}

class AlternateStack {
public:
  AlternateStack() {
    const stack_t ss = {memory_, 0, sizeof(memory_)};
    EXPECT_EQ(0, sigaltstack(&ss, nullptr));
  }
  ~AlternateStack() {
    const stack_t none = {nullptr, SS_DISABLE, 0};
    EXPECT_EQ(0, sigaltstack(&none, nullptr));
  }

private:
  alignas(16) char memory_[SIGSTKSZ];
};

TEST(JumpOut, SavedMaskComesBack) {
  install(SIGUSR1, jump_out, 0);
  g_runs = 0;
  volatile int rounds = 0;
  const int got = sigsetjmp(g_env, 1);
  ASSERT_EQ(rounds == 0 ? 0 : SIGUSR1, got);
  ASSERT_EQ(0u, mask_now());
  rounds = rounds + 1;
  if (rounds <= kTimes) raise(SIGUSR1);
  EXPECT_EQ(kTimes, g_runs);
}

TEST(JumpOut, WithoutSavedMaskTheSignalStaysBlocked) {
  install(SIGUSR1, jump_out, 0);
  if (sigsetjmp(g_env, 0) == 0) raise(SIGUSR1);
  EXPECT_EQ(sigset_t{1} << (SIGUSR1 - 1), mask_now());
  const sigset_t none = 0;
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

TEST(JumpOut, OffTheAlternateStack) {
  const AlternateStack stack;
  install(SIGUSR1, jump_out, SA_ONSTACK);
  const psig::nt::StackLimits before = psig::nt::stack_limits(psig::nt::teb());
  g_runs = 0;
  volatile int rounds = 0;
  sigsetjmp(g_env, 1);
  rounds = rounds + 1;
  if (rounds <= kTimes) raise(SIGUSR1);
  EXPECT_EQ(kTimes, g_runs);
  const psig::nt::StackLimits after = psig::nt::stack_limits(psig::nt::teb());
  EXPECT_EQ(before.base, after.base);
  EXPECT_EQ(before.allocation, after.allocation);
  stack_t now = {};
  EXPECT_EQ(0, sigaltstack(nullptr, &now));
  EXPECT_EQ(0, now.ss_flags) << "still said to be in use";
}

TEST(JumpOut, ExceptionsWorkAfterwards) {
  const AlternateStack stack;
  install(SIGUSR1, jump_out, SA_ONSTACK);
  if (sigsetjmp(g_env, 1) == 0) raise(SIGUSR1);
  EXPECT_THROW(throw std::runtime_error("after the jump"), std::runtime_error);
}

// Two signals pending when the mask comes back: the second handler runs on the landing, and jumps again.
TEST(JumpOut, PendingSignalIsDeliveredOnLanding) {
  install(SIGUSR1, jump_out, 0);
  install(
      SIGUSR2, [](int) { g_runs = g_runs + 100; }, 0);
  struct sigaction act = {};
  act.sa_handler = [](int) {
    raise(SIGUSR2); // blocked while this runs
    siglongjmp(g_env, 1);
  };
  act.sa_mask = sigset_t{1} << (SIGUSR2 - 1);
  ASSERT_EQ(0, sigaction(SIGUSR1, &act, nullptr));
  g_runs = 0;
  if (sigsetjmp(g_env, 1) == 0) raise(SIGUSR1);
  EXPECT_EQ(100, g_runs);
}

TEST(JumpOut, MaskOfTheBufferIsSetByALongjmpOutsideHandlers) {
  const sigset_t blocked = sigset_t{1} << (SIGTERM - 1);
  if (sigsetjmp(g_env, 1) == 0) {
    sigprocmask(SIG_BLOCK, &blocked, nullptr);
    siglongjmp(g_env, 1);
  }
  EXPECT_EQ(0u, mask_now());
}

} // namespace
