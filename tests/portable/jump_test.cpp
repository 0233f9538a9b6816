// XSH sigsetjmp, siglongjmp, setjmp, longjmp: the mask, and jumps out of handlers.
#include "support.h"

#include <fenv.h>
#include <setjmp.h>

using namespace portable;

namespace {

using jump_test = SignalTest;

sigjmp_buf g_env;
jmp_buf g_plain;

void jump_out(int sig) {
  note(sig);
  siglongjmp(g_env, sig);
}

} // namespace

TEST_F(jump_test, value_arrives_and_zero_becomes_one) {
  volatile int turn = 0;
  const int value = sigsetjmp(g_env, 1);
  if (turn == 0) {
    turn = 1;
    EXPECT_EQ(value, 0);
    siglongjmp(g_env, 42);
  }
  if (turn == 1) {
    turn = 2;
    EXPECT_EQ(value, 42);
    siglongjmp(g_env, 0);
  }
  EXPECT_EQ(value, 1);
}

TEST_F(jump_test, saved_mask_comes_back) {
  block({SIGUSR1});
  if (sigsetjmp(g_env, 1) == 0) {
    unblock({SIGUSR1});
    block({SIGUSR2});
    siglongjmp(g_env, 1);
  }
  EXPECT_TRUE(blocked(SIGUSR1));
  EXPECT_FALSE(blocked(SIGUSR2));
}

TEST_F(jump_test, unsaved_mask_stays) {
  block({SIGUSR1});
  if (sigsetjmp(g_env, 0) == 0) {
    unblock({SIGUSR1});
    block({SIGUSR2});
    siglongjmp(g_env, 1);
  }
  EXPECT_FALSE(blocked(SIGUSR1));
  EXPECT_TRUE(blocked(SIGUSR2));
}

TEST_F(jump_test, plain_setjmp_leaves_the_mask) {
  block({SIGUSR1});
  if (setjmp(g_plain) == 0) {
    unblock({SIGUSR1});
    block({SIGUSR2});
    longjmp(g_plain, 1);
  }
  EXPECT_FALSE(blocked(SIGUSR1));
  EXPECT_TRUE(blocked(SIGUSR2));
}

TEST_F(jump_test, underscore_forms_leave_the_mask) {
  if (_setjmp(g_plain) == 0) {
    block({SIGUSR2});
    _longjmp(g_plain, 1);
  }
  EXPECT_TRUE(blocked(SIGUSR2));
}

TEST_F(jump_test, out_of_a_handler_restores_the_mask) {
  handle(SIGUSR1, jump_out, 0, set_of({SIGUSR2}));
  for (std::atomic<int> i{1}; i <= 2000; ++i) {
    if (sigsetjmp(g_env, 1) == 0) {
      raise(SIGUSR1);
      FAIL() << "raise returned";
    }
    ASSERT_EQ(g_count, i);
    ASSERT_FALSE(blocked(SIGUSR1) || blocked(SIGUSR2));
  }
}

TEST_F(jump_test, out_of_a_handler_without_the_mask) {
  handle(SIGUSR1, jump_out, 0, set_of({SIGUSR2}));
  if (sigsetjmp(g_env, 0) == 0) raise(SIGUSR1);
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGUSR2));
}

TEST_F(jump_test, out_of_nested_handlers) {
  handle(SIGUSR1, [](int) { raise(SIGUSR2); });
  handle(SIGUSR2, jump_out);
  for (std::atomic<int> i{0}; i < 1000; ++i)
    if (sigsetjmp(g_env, 1) == 0) raise(SIGUSR1);
  EXPECT_EQ(g_count, 1000);
  EXPECT_FALSE(blocked(SIGUSR1) || blocked(SIGUSR2));
}

TEST_F(jump_test, out_of_sigsuspend) {
  handle(SIGUSR1, jump_out);
  for (std::atomic<int> i{0}; i < 1000; ++i) {
    block({SIGUSR1, SIGHUP});
    if (sigsetjmp(g_env, 1) == 0) {
      raise(SIGUSR1);
      const sigset_t none = set_of({});
      sigsuspend(&none);
      FAIL() << "sigsuspend returned";
    }
    ASSERT_TRUE(blocked(SIGUSR1) && blocked(SIGHUP));
  }
  EXPECT_EQ(g_count, 1000);
}

TEST_F(jump_test, out_of_a_mask_change) {
  handle(SIGUSR1, jump_out);
  for (std::atomic<int> i{0}; i < 1000; ++i) {
    if (sigsetjmp(g_env, 1) == 0) {
      block({SIGUSR1});
      raise(SIGUSR1);
      unblock({SIGUSR1});
      FAIL() << "the unblocking returned";
    }
  }
  EXPECT_EQ(g_count, 1000);
}

TEST_F(jump_test, out_of_a_wait_by_another_thread) {
  handle(SIGUSR1, jump_out);
  block({SIGUSR1});
  static std::atomic<int> jumped;
  jumped.store(0);
  Thread other([] {
    for (std::atomic<int> i{0}; i < 200; ++i) {
      if (sigsetjmp(g_env, 1) == 0) {
        const sigset_t none = set_of({});
        sigsuspend(&none);
      } else {
        jumped.fetch_add(1);
      }
    }
  });
  for (int i = 1; i <= 200; ++i) {
    pthread_kill(other.id, SIGUSR1);
    until([&] { return jumped.load() == i; });
  }
}

TEST_F(jump_test, out_of_a_busy_loop) {
  handle(SIGUSR1, jump_out);
  block({SIGUSR1});
  static std::atomic<int> jumped;
  static std::atomic<bool> done;
  jumped.store(0), done.store(false);
  Thread other([] {
    sigsetjmp(g_env, 1); // with SIGUSR1 blocked
    if (jumped.load() == 0 || g_count.load() > jumped.load()) jumped.store(g_count.load());
    if (done.load()) return;
    unblock({SIGUSR1});
    while (!done.load()) {}
  });
  for (int i = 1; i <= 300; ++i) {
    pthread_kill(other.id, SIGUSR1);
    until([&] { return jumped.load() == i; });
  }
  done.store(true);
}

TEST_F(jump_test, restored_mask_delivers_what_waited) {
  handle(SIGUSR1, note);
  volatile int seen = 0;
  if (sigsetjmp(g_env, 1) == 0) {
    block({SIGUSR1});
    raise(SIGUSR1);
    seen = g_count.load();
    siglongjmp(g_env, 1);
  }
  EXPECT_EQ(seen, 0);
  EXPECT_EQ(g_count, 1);
}

TEST_F(jump_test, waits_still_work_afterwards) {
  handle(SIGUSR1, jump_out);
  handle(SIGUSR2, note);
  block({SIGUSR1, SIGUSR2});
  if (sigsetjmp(g_env, 1) == 0) {
    raise(SIGUSR1);
    const sigset_t none = set_of({});
    sigsuspend(&none);
  }
  const sigset_t none = set_of({});
  raise(SIGUSR2);
  errno = 0;
  EXPECT_EQ(sigsuspend(&none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGUSR2));
}

// C excludes the flags from what longjmp() restores (7.13.2.1); Linux leaves the rounding mode alone, too.
TEST_F(jump_test, floating_point_environment_stays) {
  static jmp_buf plain;
  static sigjmp_buf with_mask;
  fesetround(FE_TONEAREST), feclearexcept(FE_ALL_EXCEPT);
  if (setjmp(plain) == 0) {
    fesetround(FE_TOWARDZERO), feraiseexcept(FE_INVALID);
    longjmp(plain, 1);
  }
  EXPECT_EQ(fegetround(), FE_TOWARDZERO);
  EXPECT_TRUE(fetestexcept(FE_INVALID));
  fesetround(FE_TONEAREST), feclearexcept(FE_ALL_EXCEPT);
  if (sigsetjmp(with_mask, 1) == 0) {
    fesetround(FE_UPWARD), feraiseexcept(FE_OVERFLOW);
    siglongjmp(with_mask, 1);
  }
  EXPECT_EQ(fegetround(), FE_UPWARD);
  EXPECT_TRUE(fetestexcept(FE_OVERFLOW));
  fesetround(FE_TONEAREST), feclearexcept(FE_ALL_EXCEPT);
}
