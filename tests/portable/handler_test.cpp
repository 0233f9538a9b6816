// XSH 2.4.3: the frame of a handler: its mask, what nests, what is restored.
#include "support.h"

#include <fenv.h>

#ifndef _WIN32
#include <ucontext.h>
#endif

using namespace portable;

namespace {

using handler_test = SignalTest;

sigset_t g_mask_inside;
void note_mask(int sig) {
  g_mask_inside = mask_now();
  note(sig);
}

} // namespace

TEST_F(handler_test, errno_survives_a_handler_that_keeps_it) {
  handle(SIGUSR1, note);
  errno = EXDEV;
  raise(SIGUSR1);
  EXPECT_EQ(errno, EXDEV);
}

TEST_F(handler_test, mask_is_current_plus_action_s_plus_own) {
  handle(SIGUSR1, note_mask, 0, set_of({SIGUSR2, SIGRTMIN}));
  block({SIGHUP});
  raise(SIGUSR1);
  for (const int sig : {SIGHUP, SIGUSR1, SIGUSR2, SIGRTMIN}) EXPECT_EQ(sigismember(&g_mask_inside, sig), 1) << sig;
  EXPECT_EQ(sigismember(&g_mask_inside, SIGTERM), 0);
  EXPECT_TRUE(blocked(SIGHUP) && !blocked(SIGUSR1) && !blocked(SIGUSR2) && !blocked(SIGRTMIN));
}

TEST_F(handler_test, nodefer_leaves_its_own_open) {
  handle(SIGUSR1, note_mask, SA_NODEFER, set_of({SIGUSR2}));
  raise(SIGUSR1);
  EXPECT_EQ(sigismember(&g_mask_inside, SIGUSR1), 0);
  EXPECT_EQ(sigismember(&g_mask_inside, SIGUSR2), 1);
}

TEST_F(handler_test, nodefer_with_own_signal_in_the_mask_blocks_it) {
  handle(SIGUSR1, note_mask, SA_NODEFER, set_of({SIGUSR1}));
  raise(SIGUSR1);
  EXPECT_EQ(sigismember(&g_mask_inside, SIGUSR1), 1);
  EXPECT_FALSE(blocked(SIGUSR1));
}

TEST_F(handler_test, mask_changes_inside_are_undone) {
  handle(SIGUSR1, [](int) {
    unblock({SIGHUP, SIGUSR1});
    block({SIGTERM});
  });
  block({SIGHUP});
  raise(SIGUSR1);
  EXPECT_TRUE(blocked(SIGHUP));
  EXPECT_FALSE(blocked(SIGTERM) || blocked(SIGUSR1));
}

TEST_F(handler_test, edits_of_uc_sigmask_take_effect) {
  handle_info(SIGUSR1, [](int, siginfo_t *, void *context) {
    auto *uc = static_cast<ucontext_t *>(context);
    sigaddset(&uc->uc_sigmask, SIGTERM);
    sigdelset(&uc->uc_sigmask, SIGHUP);
  });
  block({SIGHUP});
  raise(SIGUSR1);
  EXPECT_TRUE(blocked(SIGTERM));
  EXPECT_FALSE(blocked(SIGHUP));
}

TEST_F(handler_test, uc_sigmask_is_the_interrupted_mask) {
  static sigset_t saved;
  handle_info(SIGUSR1, [](int, siginfo_t *, void *context) { saved = static_cast<ucontext_t *>(context)->uc_sigmask; });
  block({SIGHUP});
  raise(SIGUSR1);
  EXPECT_EQ(sigismember(&saved, SIGHUP), 1);
  EXPECT_EQ(sigismember(&saved, SIGUSR1), 0);
}

TEST_F(handler_test, unblocking_by_uc_sigmask_delivers) {
  handle(SIGHUP, note);
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    note(sig);
    sigdelset(&static_cast<ucontext_t *>(context)->uc_sigmask, SIGHUP);
  });
  block({SIGHUP});
  raise(SIGHUP);
  raise(SIGUSR1);
  EXPECT_EQ(logged(), (std::vector<int>{SIGUSR1, SIGHUP}));
}

TEST_F(handler_test, another_signal_nests) {
  static int seen_inside;
  handle(SIGUSR1, [](int sig) {
    raise(SIGUSR2);
    seen_inside = g_count.load();
    note(sig);
  });
  handle(SIGUSR2, note);
  seen_inside = 0;
  raise(SIGUSR1);
  EXPECT_EQ(seen_inside, 1);
  EXPECT_EQ(logged(), (std::vector<int>{SIGUSR2, SIGUSR1}));
}

TEST_F(handler_test, masked_signal_waits_for_the_end) {
  static int seen_inside;
  handle(
      SIGUSR1,
      [](int sig) {
        raise(SIGUSR2);
        seen_inside = g_count.load();
        note(sig);
      },
      0, set_of({SIGUSR2}));
  handle(SIGUSR2, note);
  seen_inside = 0;
  raise(SIGUSR1);
  EXPECT_EQ(seen_inside, 0);
  EXPECT_EQ(logged(), (std::vector<int>{SIGUSR1, SIGUSR2}));
}

TEST_F(handler_test, deep_nesting) {
  static int depth;
  depth = 0;
  handle(
      SIGUSR1,
      [](int sig) {
        note(sig);
        if (++depth < 50) raise(sig);
      },
      SA_NODEFER);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 50);
}

TEST_F(handler_test, every_real_time_signal_nests_in_the_one_before) {
  for (int sig = SIGRTMIN; sig <= SIGRTMAX; ++sig)
    handle(sig, [](int s) {
      if (s < SIGRTMAX) raise(s + 1);
      note(s);
    });
  raise(SIGRTMIN);
  std::vector<int> expected;
  for (int sig = SIGRTMAX; sig >= SIGRTMIN; --sig) expected.push_back(sig);
  EXPECT_EQ(logged(), expected);
}

TEST_F(handler_test, self_renewing_signal_loops_without_nesting) {
  static const char *lowest, *highest;
  lowest = highest = nullptr;
  handle(SIGUSR1, [](int sig) {
    char here;
    const char *address = &here;
    if (lowest == nullptr || address < lowest) lowest = address;
    if (highest == nullptr || address > highest) highest = address;
    note(sig);
    if (g_count.load() < 5000) raise(sig);
  });
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 5000);
  EXPECT_LT(highest - lowest, 16384);
}

TEST_F(handler_test, busy_loop_computes_on_unharmed) {
  handle(SIGUSR1, [](int sig) {
    volatile double junk = 1.0;
    for (int i = 0; i < 10; ++i) junk = junk * 1.000001 + 3.0;
    note(sig);
  });
  const auto checksum = [](int rounds) {
    unsigned long long whole = 1;
    double real = 1.0;
    for (int i = 0; i < rounds; ++i) {
      whole = whole * 6364136223846793005ULL + 1442695040888963407ULL;
      real = real * 0.999999 + static_cast<double>(whole >> 40) * 1e-3;
    }
    return std::pair(whole, real);
  };
  constexpr int kRounds = 100'000;
  const auto expected = checksum(kRounds);
  std::atomic<bool> ready{false}, done{false};
  std::atomic<int> wrong{0};
  Thread other([&] {
    ready.store(true);
    while (!done.load())
      if (checksum(kRounds) != expected) wrong.fetch_add(1);
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 200; ++i) {
    pthread_kill(other.id, SIGUSR1);
    until([&] { return g_count.load() == i; });
  }
  done.store(true);
  other.join();
  EXPECT_EQ(wrong, 0);
}

// A handler begins with the default floating-point environment, and the interrupted one is put back whole.
TEST_F(handler_test, floating_point_environment_is_the_handler_s_own) {
  static int round_inside, flags_inside;
  handle(SIGUSR1, [](int sig) {
    note(sig);
    round_inside = fegetround();
    flags_inside = fetestexcept(FE_ALL_EXCEPT);
    feraiseexcept(FE_OVERFLOW), fesetround(FE_TOWARDZERO);
  });
  const pthread_t main = pthread_self();
  for (const int before : {0, FE_DIVBYZERO}) {
    for (const bool from_outside : {false, true}) {
      g_count.store(0);
      fesetround(FE_UPWARD), feclearexcept(FE_ALL_EXCEPT);
      if (before != 0) feraiseexcept(before);
      if (from_outside) {
        Thread other([&] { pthread_kill(main, SIGUSR1); });
        while (g_count.load() == 0) {}
      } else {
        raise(SIGUSR1);
      }
      const int round = fegetround(), flags = fetestexcept(FE_ALL_EXCEPT);
      fesetround(FE_TONEAREST), feclearexcept(FE_ALL_EXCEPT);
      EXPECT_EQ(round_inside, FE_TONEAREST);
      EXPECT_EQ(flags_inside, 0);
      EXPECT_EQ(round, FE_UPWARD);
      EXPECT_EQ(flags, before);
    }
  }
}
