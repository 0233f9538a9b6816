// Stack overflow and faults on the alternate stack (XSH sigaltstack).
#include "support.h"

#include <setjmp.h>
#include <string.h>

#include <memory>
#include <stdexcept>

#include "pages.h"

using namespace portable;

namespace {

constexpr std::size_t kSize = 128 * 1024;

thread_local sigjmp_buf t_out;
thread_local volatile bool t_inside;
thread_local char *t_stack;
std::atomic<int> g_overflows;

// The calling thread's alternate stack, for the life of this object.
class Altstack {
public:
  Altstack() : memory_(new char[kSize]) {
    t_stack = memory_.get();
    stack_t ss = {};
    ss.ss_sp = memory_.get();
    ss.ss_size = kSize;
    if (sigaltstack(&ss, nullptr) != 0) abort();
  }
  ~Altstack() {
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    if (sigaltstack(&off, nullptr) != 0) abort();
  }
  Altstack(const Altstack &) = delete;
  Altstack &operator=(const Altstack &) = delete;

private:
  std::unique_ptr<char[]> memory_;
};

volatile char g_sink;
__attribute__((noinline, noclone)) int deeper(int n) {
  volatile char room[2000];
  room[n % 2000] = static_cast<char>(n);
  g_sink = room[0];
  return n < 0 ? 0 : deeper(n + 1) + room[1];
}

void jump_out(int, siginfo_t *info, void *) {
  char here;
  const char *volatile address = &here;
  t_inside = address >= t_stack && address < t_stack + kSize && info->si_signo == SIGSEGV;
  g_overflows.fetch_add(1);
  siglongjmp(t_out, 1);
}

class overflow_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    g_overflows.store(0);
  }
  void TearDown() override {
    signal(SIGSEGV, SIG_DFL);
    SignalTest::TearDown();
  }
};

void overflow_and_back() {
  t_inside = false;
  if (sigsetjmp(t_out, 1) == 0) g_sink = static_cast<char>(deeper(1));
}

} // namespace

TEST_F(overflow_test, reaches_the_handler_on_the_alternate_stack) {
  const Altstack stack;
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  overflow_and_back();
  EXPECT_EQ(g_overflows, 1);
  EXPECT_TRUE(t_inside);
  EXPECT_FALSE(blocked(SIGSEGV));
}

TEST_F(overflow_test, again_and_again) {
  const Altstack stack;
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  for (std::atomic<int> i{0}; i < 100; ++i) {
    overflow_and_back();
    ASSERT_TRUE(t_inside) << i;
  }
  EXPECT_EQ(g_overflows, 100);
}

TEST_F(overflow_test, exceptions_work_after_it) {
  const Altstack stack;
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  volatile int caught = 0;
  for (std::atomic<int> i{0}; i < 20; ++i) {
    overflow_and_back();
    try {
      throw std::runtime_error("home again");
    } catch (const std::exception &) {
      caught = caught + 1;
    }
  }
  EXPECT_EQ(caught, 20);
}

TEST_F(overflow_test, in_many_threads_again_and_again) {
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  std::atomic<int> right{0};
  const auto body = [&right] {
    const Altstack stack;
    for (std::atomic<int> i{0}; i < 100; ++i) {
      overflow_and_back();
      if (t_inside) right.fetch_add(1);
    }
  };
  std::vector<std::unique_ptr<Thread<decltype(body)>>> threads;
  for (int i = 0; i < 8; ++i) threads.push_back(std::make_unique<Thread<decltype(body)>>(body));
  threads.clear();
  EXPECT_EQ(right, 800);
  EXPECT_EQ(g_overflows, 800);
}

TEST_F(overflow_test, storms_in_many_threads_while_signals_rain) {
  constexpr int kThreads = 4, kFaults = 2000, kOverflowEach = 50, kRain = 200;
  static std::atomic<int> rain;
  rain.store(0);
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  handle(
      SIGUSR1, [](int) { rain.fetch_add(1); }, SA_ONSTACK | SA_RESTART);
  std::atomic<int> right{0}, running{kThreads};
  const auto body = [&] {
    {
      const Altstack stack;
      Pages pages(1, Access::kNone);
      for (std::atomic<int> i{1}; i <= kFaults || rain.load() < kRain; ++i) {
        t_inside = false;
        if (i % kOverflowEach == 0) overflow_and_back();
        else if (sigsetjmp(t_out, 1) == 0) pages.at(1) = 1;
        if (i <= kFaults && t_inside) right.fetch_add(1);
      }
      block({SIGUSR1}); // no more of it once the stack is gone
    }
    running.fetch_sub(1);
  };
  std::vector<std::unique_ptr<Thread<decltype(body)>>> threads;
  for (int n = 0; n < kThreads; ++n) threads.push_back(std::make_unique<Thread<decltype(body)>>(body));
  while (running.load() > 0)
    for (const auto &thread : threads) pthread_kill(thread->id, SIGUSR1);
  threads.clear();
  EXPECT_EQ(right, kThreads * kFaults);
  EXPECT_GE(g_overflows, kThreads * kFaults);
}

TEST_F(overflow_test, ordinary_faults_use_it_too) {
  const Altstack stack;
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  Pages pages(1, Access::kNone);
  for (std::atomic<int> i{0}; i < 1000; ++i) {
    t_inside = false;
    if (sigsetjmp(t_out, 1) == 0) pages.at(1) = 1;
    ASSERT_TRUE(t_inside);
  }
}

TEST_F(overflow_test, return_from_the_alternate_stack) {
  static Pages *pages;
  const Altstack stack;
  Pages own(1, Access::kNone);
  pages = &own;
  handle_info(
      SIGSEGV,
      [](int sig, siginfo_t *, void *) {
        note(sig);
        pages->allow(0, kPageSize);
      },
      SA_ONSTACK);
  for (std::atomic<int> i{0}; i < 1000; ++i) {
    own.set(0, kPageSize, Access::kNone);
    own.at(1) = 5;
  }
  EXPECT_EQ(g_count, 1000);
  EXPECT_EQ(own.at(1), 5);
}

TEST_F(overflow_test, fault_on_the_alternate_stack) {
  static Pages *pages;
  const Altstack stack;
  Pages own(1, Access::kNone);
  pages = &own;
  handle(
      SIGUSR1,
      [](int) {
        if (sigsetjmp(t_out, 1) == 0) pages->at(0) = 1;
        note(SIGUSR1);
      },
      SA_ONSTACK);
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  for (std::atomic<int> i{1}; i <= 100; ++i) {
    t_inside = false;
    raise(SIGUSR1);
    ASSERT_TRUE(t_inside);
    ASSERT_EQ(g_count, i);
  }
}

TEST_F(overflow_test, exception_on_the_alternate_stack_after_a_fault) {
  const Altstack stack;
  handle_info(
      SIGSEGV,
      [](int sig, siginfo_t *, void *) {
        try {
          throw std::runtime_error("in the handler");
        } catch (const std::exception &) {
          note(sig);
        }
        siglongjmp(t_out, 1);
      },
      SA_ONSTACK);
  for (std::atomic<int> i{0}; i < 10; ++i)
    if (sigsetjmp(t_out, 1) == 0) g_sink = static_cast<char>(deeper(1));
  EXPECT_EQ(g_count, 10);
}

// The alternate stack is an array on the very stack that overflows: the guard has to be set anew all the same.
TEST_F(overflow_test, alternate_stack_on_the_thread_s_own) {
  char memory[kSize];
  t_stack = memory;
  stack_t ss = {}, off = {};
  ss.ss_sp = memory, ss.ss_size = sizeof memory;
  off.ss_flags = SS_DISABLE;
  ASSERT_EQ(sigaltstack(&ss, nullptr), 0);
  handle_info(SIGSEGV, jump_out, SA_ONSTACK);
  for (std::atomic<int> i{0}; i < 10; ++i) {
    overflow_and_back();
    EXPECT_TRUE(t_inside) << i;
  }
  EXPECT_EQ(g_overflows, 10);
  ASSERT_EQ(sigaltstack(&off, nullptr), 0);
}

// As for any fault: the instruction runs again, and its handler with it.
TEST_F(overflow_test, handler_that_returns_is_called_again) {
  const Altstack stack;
  handle_info(
      SIGSEGV,
      [](int sig, siginfo_t *info, void *context) {
        if (g_overflows.load() == 49) jump_out(sig, info, context);
        g_overflows.fetch_add(1);
      },
      SA_ONSTACK);
  overflow_and_back();
  EXPECT_EQ(g_overflows, 50);
  EXPECT_TRUE(t_inside);
}
