// XSH sigaltstack: where handlers run, and what is refused.
#include "support.h"

#include <setjmp.h>

#include <algorithm>
#include <stdexcept>

#ifndef _WIN32
#include <ucontext.h>
#endif

using namespace portable;

namespace {

constexpr std::size_t kSize = 256 * 1024;
alignas(16) char g_stack[kSize];
alignas(16) char g_other[kSize];

bool on(const char *stack, const void *address) { return address >= stack && address < stack + kSize; }

stack_t describe(char *memory, std::size_t size = kSize, int flags = 0) {
  stack_t ss = {};
  ss.ss_sp = memory;
  ss.ss_size = size;
  ss.ss_flags = flags;
  return ss;
}

class sigaltstack_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    const stack_t ss = describe(g_stack);
    ASSERT_EQ(sigaltstack(&ss, nullptr), 0);
  }
  void TearDown() override {
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    EXPECT_EQ(sigaltstack(&off, nullptr), 0);
    SignalTest::TearDown();
  }
};

bool g_inside;
void look(int sig) {
  char here;
  const void *volatile address = &here;
  g_inside = on(g_stack, const_cast<const void *>(address));
  note(sig);
}

sigjmp_buf g_jump;

} // namespace

TEST_F(sigaltstack_test, handler_runs_on_it) {
  handle(SIGUSR1, look, SA_ONSTACK);
  g_inside = false;
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(g_inside);
}

TEST_F(sigaltstack_test, only_with_the_flag) {
  handle(SIGUSR1, look);
  g_inside = true;
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_FALSE(g_inside);
}

TEST_F(sigaltstack_test, query_returns_it) {
  stack_t old = {};
  ASSERT_EQ(sigaltstack(nullptr, &old), 0);
  EXPECT_EQ(old.ss_sp, g_stack);
  EXPECT_EQ(old.ss_size, kSize);
  EXPECT_EQ(old.ss_flags, 0);
}

TEST_F(sigaltstack_test, exchange_returns_the_former) {
  const stack_t next = describe(g_other);
  stack_t old = {};
  ASSERT_EQ(sigaltstack(&next, &old), 0);
  EXPECT_EQ(old.ss_sp, g_stack);
  ASSERT_EQ(sigaltstack(nullptr, &old), 0);
  EXPECT_EQ(old.ss_sp, g_other);
}

TEST_F(sigaltstack_test, nulls_are_allowed) { EXPECT_EQ(sigaltstack(nullptr, nullptr), 0); }

TEST_F(sigaltstack_test, disabled_is_not_used) {
  stack_t off = {};
  off.ss_flags = SS_DISABLE;
  ASSERT_EQ(sigaltstack(&off, nullptr), 0);
  stack_t old = {};
  ASSERT_EQ(sigaltstack(nullptr, &old), 0);
  EXPECT_EQ(old.ss_flags, SS_DISABLE);
  handle(SIGUSR1, look, SA_ONSTACK);
  g_inside = true;
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_FALSE(g_inside);
}

TEST_F(sigaltstack_test, too_small) {
  const stack_t small = describe(g_other, 1024);
  errno = 0;
  EXPECT_EQ(sigaltstack(&small, nullptr), -1);
  EXPECT_EQ(errno, ENOMEM);
  stack_t old = {};
  sigaltstack(nullptr, &old);
  EXPECT_EQ(old.ss_sp, g_stack);
}

TEST_F(sigaltstack_test, least_size_is_enough) {
  constexpr long kLinux = 2048; // some kernels tell glibc less than they accept
  const stack_t least = describe(g_other, static_cast<std::size_t>(std::max(sysconf(_SC_MINSIGSTKSZ), kLinux)));
  EXPECT_EQ(sigaltstack(&least, nullptr), 0);
  handle(SIGUSR1, note, SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
}

TEST_F(sigaltstack_test, bad_flags) {
  for (const int flags : {0x40, 3, 0x100}) {
    const stack_t bad = describe(g_other, kSize, flags);
    errno = 0;
    EXPECT_EQ(sigaltstack(&bad, nullptr), -1) << flags;
    EXPECT_EQ(errno, EINVAL) << flags;
  }
}

TEST_F(sigaltstack_test, in_use_cannot_change) {
  static int result, error, flags;
  handle(
      SIGUSR1,
      [](int) {
        const stack_t next = describe(g_other);
        errno = 0;
        result = sigaltstack(&next, nullptr);
        error = errno;
        stack_t now = {};
        sigaltstack(nullptr, &now);
        flags = now.ss_flags;
      },
      SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_EQ(result, -1);
  EXPECT_EQ(error, EPERM);
  EXPECT_EQ(flags, SS_ONSTACK);
  stack_t now = {};
  sigaltstack(nullptr, &now);
  EXPECT_EQ(now.ss_sp, g_stack);
  EXPECT_EQ(now.ss_flags, 0);
}

TEST_F(sigaltstack_test, nested_handlers_share_it) {
  static bool both;
  handle(
      SIGUSR1,
      [](int) {
        raise(SIGUSR2);
        both = g_inside;
        char here;
        const void *volatile address = &here;
        both = both && on(g_stack, const_cast<const void *>(address));
      },
      SA_ONSTACK);
  handle(SIGUSR2, look, SA_ONSTACK);
  both = false;
  raise(SIGUSR1);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(both);
}

TEST_F(sigaltstack_test, nested_handler_without_the_flag_stays_there) {
  handle(
      SIGUSR1, [](int) { raise(SIGUSR2); }, SA_ONSTACK);
  handle(SIGUSR2, look);
  g_inside = false;
  raise(SIGUSR1);
  EXPECT_TRUE(g_inside);
}

TEST_F(sigaltstack_test, uc_stack_describes_it) {
  static stack_t seen;
  handle_info(
      SIGUSR1, [](int, siginfo_t *, void *context) { seen = static_cast<ucontext_t *>(context)->uc_stack; },
      SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_EQ(seen.ss_sp, g_stack);
  EXPECT_EQ(seen.ss_size, kSize);
}

TEST_F(sigaltstack_test, belongs_to_the_thread) {
  stack_t seen = {};
  Thread other([&] { sigaltstack(nullptr, &seen); });
  other.join();
  EXPECT_EQ(seen.ss_flags & SS_DISABLE, SS_DISABLE);
}

TEST_F(sigaltstack_test, exceptions_work_on_it) {
  static int caught;
  caught = 0;
  handle(
      SIGUSR1,
      [](int) {
        for (int i = 0; i < 10; ++i) {
          try {
            throw std::runtime_error("on the alternate stack");
          } catch (const std::exception &) {
            ++caught;
          }
        }
      },
      SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_EQ(caught, 10);
}

TEST_F(sigaltstack_test, jumped_off_it_can_be_used_again) {
  handle(
      SIGUSR1,
      [](int sig) {
        look(sig);
        siglongjmp(g_jump, 1);
      },
      SA_ONSTACK);
  for (std::atomic<int> i{1}; i <= 2000; ++i) {
    g_inside = false;
    if (sigsetjmp(g_jump, 1) == 0) raise(SIGUSR1);
    ASSERT_EQ(g_count, i);
    ASSERT_TRUE(g_inside);
  }
  stack_t now = {};
  sigaltstack(nullptr, &now);
  EXPECT_EQ(now.ss_flags, 0);
}

TEST_F(sigaltstack_test, exceptions_work_after_jumping_off) {
  handle(
      SIGUSR1, [](int) { siglongjmp(g_jump, 1); }, SA_ONSTACK);
  volatile int caught = 0;
  for (std::atomic<int> i{0}; i < 100; ++i) {
    if (sigsetjmp(g_jump, 1) == 0) raise(SIGUSR1);
    try {
      throw std::runtime_error("home again");
    } catch (const std::exception &) {
      caught = caught + 1;
    }
  }
  EXPECT_EQ(caught, 100);
}

TEST_F(sigaltstack_test, busy_thread_enters_its_own) {
  static std::atomic<bool> inside;
  handle(
      SIGUSR1,
      [](int sig) {
        char here;
        const void *volatile address = &here;
        inside.store(on(g_other, const_cast<const void *>(address)));
        note(sig);
      },
      SA_ONSTACK);
  std::atomic<bool> ready{false}, done{false};
  Thread other([&] {
    const stack_t ss = describe(g_other);
    sigaltstack(&ss, nullptr);
    ready.store(true);
    while (!done.load()) {}
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    sigaltstack(&off, nullptr);
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 50; ++i) {
    inside.store(false);
    pthread_kill(other.id, SIGUSR1);
    until([&] { return g_count.load() == i; });
    EXPECT_TRUE(inside.load());
  }
  done.store(true);
}
