// The alternate stack as Windows sees it: the limits in the TEB, exceptions and faults on it.
#include "nt/thread/teb.h"
#include "signal/threads.h"

#include <posix/setjmp.h>

using namespace psig_test;

namespace {

constexpr std::size_t kSize = 256 * 1024;
alignas(16) char g_stack[kSize];

NT_TIB *tib() { return reinterpret_cast<NT_TIB *>(psig::nt::teb()); }

bool inside(const void *address) { return address >= g_stack && address <= g_stack + kSize; }

// Puts every fault of this test's instruction behind itself.
LONG CALLBACK skip_fault(EXCEPTION_POINTERS *fault) {
  if (fault->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
  fault->ContextRecord->Rip += 2;
  fault->ContextRecord->Rax = 4711;
  return EXCEPTION_CONTINUE_EXECUTION;
}

std::uint64_t fault_once() {
  std::uint64_t result = 0;
  __asm__ volatile("movl (%%rcx), %%eax" : "=a"(result) : "c"(0)); // two bytes
  return result;
}

class altstack_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    use_stack();
  }
  void TearDown() override {
    leave_stack();
    EngineTest::TearDown();
  }
  static void use_stack() {
    stack_t ss = {};
    ss.ss_sp = g_stack;
    ss.ss_size = kSize;
    ASSERT_EQ(sigaltstack(&ss, nullptr), 0);
  }
  static void leave_stack() {
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    EXPECT_EQ(sigaltstack(&off, nullptr), 0);
  }
};

std::atomic<bool> g_limits_inside;
std::atomic<std::uint64_t> g_result;
jmp_buf g_env;

void look_at_limits(int sig) {
  char here;
  g_limits_inside.store(inside(tib()->StackBase) && inside(tib()->StackLimit) && inside(&here) &&
                        static_cast<void *>(&here) >= tib()->StackLimit &&
                        static_cast<void *>(&here) < tib()->StackBase);
  note(sig);
}

} // namespace

TEST_F(altstack_test, limits_are_those_of_the_stack_in_use) {
  void *const base = tib()->StackBase, *const limit = tib()->StackLimit;
  handle(SIGUSR1, look_at_limits, SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_TRUE(g_limits_inside);
  EXPECT_EQ(tib()->StackBase, base);
  EXPECT_EQ(tib()->StackLimit, limit);
}

TEST_F(altstack_test, limits_come_back_after_a_jump) {
  void *const base = tib()->StackBase;
  handle(
      SIGUSR1,
      [](int sig) {
        note(sig);
        siglongjmp(g_env, 1);
      },
      SA_ONSTACK);
  for (std::atomic<int> i{0}; i < 500; ++i) {
    if (sigsetjmp(g_env, 1) == 0) raise(SIGUSR1);
    ASSERT_EQ(tib()->StackBase, base);
    ASSERT_FALSE(inside(tib()->StackLimit));
  }
  EXPECT_EQ(g_handled, 500);
}

TEST_F(altstack_test, fault_on_it_reaches_a_vectored_handler) {
  void *const hook = AddVectoredExceptionHandler(1, skip_fault);
  handle(
      SIGUSR1,
      [](int sig) {
        g_result.store(fault_once());
        note(sig);
      },
      SA_ONSTACK);
  for (int i = 0; i < 20; ++i) {
    g_result.store(0);
    raise(SIGUSR1);
    EXPECT_EQ(g_result, 4711u);
  }
  RemoveVectoredExceptionHandler(hook);
}

TEST_F(altstack_test, throw_catch_and_fault_in_a_hijacked_thread) {
  leave_stack(); // the thread's now
  static std::atomic<int> caught;
  caught.store(0);
  handle(
      SIGUSR1,
      [](int sig) {
        try {
          throw sig;
        } catch (int thrown) {
          if (thrown == sig) caught.fetch_add(1);
        }
        g_result.store(fault_once());
        look_at_limits(sig);
      },
      SA_ONSTACK);
  void *const hook = AddVectoredExceptionHandler(1, skip_fault);
  std::atomic<bool> ready{false}, done{false};
  std::atomic<bool> same{false};
  BareThread thread([&] {
    use_stack();
    void *const base = tib()->StackBase;
    ready.store(true);
    while (!done.load()) {}
    same.store(tib()->StackBase == base);
    leave_stack();
  });
  until([&] { return ready.load(); });
  for (int i = 1; i <= 50; ++i) {
    g_result.store(0);
    g_limits_inside.store(false);
    thread.signal(SIGUSR1);
    ASSERT_EQ(g_result, 4711u);
    ASSERT_TRUE(g_limits_inside);
    ASSERT_EQ(caught, i);
  }
  done.store(true);
  thread.join();
  EXPECT_TRUE(same);
  RemoveVectoredExceptionHandler(hook);
  use_stack();
}

TEST_F(altstack_test, jumps_off_it_out_of_a_hijack) {
  leave_stack();
  handle(
      SIGUSR1,
      [](int sig) {
        look_at_limits(sig);
        siglongjmp(g_env, 1);
      },
      SA_ONSTACK);
  static std::atomic<int> landed;
  static std::atomic<bool> done;
  landed.store(-1), done.store(false);
  BareThread thread([] {
    use_stack();
    sigsetjmp(g_env, 1);
    landed.store(g_handled.load());
    while (!done.load()) {}
    leave_stack();
  });
  until([] { return landed.load() == 0; });
  for (int i = 1; i <= 200; ++i) {
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
    until([&] { return landed.load() == i; });
    ASSERT_TRUE(g_limits_inside);
  }
  done.store(true);
  thread.join();
  use_stack();
}
