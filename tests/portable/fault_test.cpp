// Faults as signals (XSH 2.4): what the processor generates, on the thread that did it.
#include "support.h"

#include <setjmp.h>
#include <string.h>

#include "pages.h"

using namespace portable;

namespace {

constexpr std::initializer_list<int> kFaults = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};

sigjmp_buf g_out;
void *volatile g_address;
volatile int g_code, g_sink;

void jump_out(int sig, siginfo_t *info, void *) {
  g_address = info->si_addr;
  g_code = info->si_code;
  note(sig);
  siglongjmp(g_out, 1);
}

class fault_test : public SignalTest {
protected:
  void TearDown() override {
    for (const int sig : kFaults) signal(sig, SIG_DFL);
    SignalTest::TearDown();
  }
};

// Not in C++, where a sanitizer would be before the processor.
void divide_by_zero() {
  __asm__ volatile("xor %%ecx, %%ecx\n\t mov $7, %%eax\n\t cdq\n\t idiv %%ecx" ::: "eax", "ecx", "edx", "cc");
}

Pages *g_pages;
void repair(int sig, siginfo_t *info, void *) {
  g_address = info->si_addr;
  g_code = info->si_code;
  note(sig);
  g_pages->allow(0, kPageSize);
}

} // namespace

TEST_F(fault_test, write_to_protected_page) {
  Pages pages(1, Access::kRead);
  handle_info(SIGSEGV, jump_out);
  if (sigsetjmp(g_out, 1) == 0) pages.at(7) = 1;
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_log[0], SIGSEGV);
  EXPECT_EQ(g_code, SEGV_ACCERR);
  EXPECT_EQ(g_address, &pages.at(7));
  EXPECT_FALSE(blocked(SIGSEGV));
}

TEST_F(fault_test, read_of_forbidden_page) {
  Pages pages(1, Access::kNone);
  handle_info(SIGSEGV, jump_out);
  if (sigsetjmp(g_out, 1) == 0) g_sink = pages.at(kPageSize - 1);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_code, SEGV_ACCERR);
  EXPECT_EQ(g_address, &pages.at(kPageSize - 1));
}

TEST_F(fault_test, nothing_there) {
  volatile char *gone;
  {
    Pages pages(1, Access::kRead);
    gone = &pages.at(0);
  }
  handle_info(SIGSEGV, jump_out);
  if (sigsetjmp(g_out, 1) == 0) g_sink = gone[3];
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_code, SEGV_MAPERR);
  EXPECT_EQ(g_address, gone + 3);
}

// What the processor allows no program is a protection fault, which has no address.
TEST_F(fault_test, privileged_instructions) {
  for (const int sig : {SIGSEGV, SIGILL}) handle_info(sig, jump_out);
  for (int which = 0; which < 4; ++which) {
    g_count.store(0);
    g_address = &g_out;
    if (sigsetjmp(g_out, 1) == 0) {
      if (which == 0) __asm__ volatile("cli");
      if (which == 1) __asm__ volatile("hlt");
      if (which == 2) __asm__ volatile("inb $0x80, %%al" ::: "eax");
      if (which == 3) __asm__ volatile("outb %%al, %%dx" ::"a"(0), "d"(0x80));
    }
    ASSERT_EQ(g_count, 1) << which;
    EXPECT_EQ(g_log[0], SIGSEGV) << which;
    EXPECT_EQ(g_code, SI_KERNEL) << which;
    EXPECT_EQ(g_address, nullptr) << which;
  }
}

TEST_F(fault_test, jump_to_nowhere) {
  Pages pages(1, Access::kRead);
  void (*volatile code)() = reinterpret_cast<void (*)()>(reinterpret_cast<std::uintptr_t>(&pages.at(0)));
  handle_info(SIGSEGV, jump_out);
  if (sigsetjmp(g_out, 1) == 0) code();
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_address, &pages.at(0));
  EXPECT_EQ(g_code, SEGV_ACCERR);
}

TEST_F(fault_test, return_runs_it_again) {
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(SIGSEGV, repair);
  pages.at(5) = 42;
  EXPECT_EQ(pages.at(5), 42);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_address, &pages.at(5));
}

TEST_F(fault_test, repaired_again_and_again_at_the_same_place) {
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(SIGSEGV, repair);
  for (std::atomic<int> i{0}; i < 5000; ++i) {
    pages.set(0, kPageSize, Access::kRead);
    pages.at(9) = 1;
  }
  EXPECT_EQ(g_count, 5000);
}

TEST_F(fault_test, registers_survive) {
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(SIGSEGV, repair);
  std::uint64_t sum = 0, xmm = 0;
  volatile char *at = &pages.at(0);
  __asm__ volatile("mov $1, %%rbx\n\t mov $2, %%r10\n\t mov $4, %%rsi\n\t mov $8, %%r15\n\t mov $16, %%r8\n\t"
                   "mov $32, %%rdx\n\t movq %%rdx, %%xmm3\n\t movq %%rdx, %%xmm12\n\t stc\n\t"
                   "movb $1, (%2)\n\t"
                   "adc $0, %%rbx\n\t add %%r10, %%rbx\n\t add %%rsi, %%rbx\n\t add %%r15, %%rbx\n\t"
                   "add %%r8, %%rbx\n\t add %%rdx, %%rbx\n\t mov %%rbx, %0\n\t paddq %%xmm12, %%xmm3\n\t"
                   "movq %%xmm3, %1\n\t"
                   : "=m"(sum), "=m"(xmm)
                   : "c"(at)
                   : "rbx", "r10", "rsi", "r15", "r8", "rdx", "xmm3", "xmm12", "cc", "memory");
  EXPECT_EQ(sum, 64u);
  EXPECT_EQ(xmm, 64u);
  EXPECT_EQ(g_count, 1);
}

TEST_F(fault_test, integer_division_by_zero) {
  handle_info(SIGFPE, jump_out);
  if (sigsetjmp(g_out, 1) == 0) divide_by_zero();
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_code, FPE_INTDIV);
  EXPECT_NE(g_address, nullptr);
}

TEST_F(fault_test, illegal_instruction) {
  handle_info(SIGILL, jump_out);
  if (sigsetjmp(g_out, 1) == 0) __asm__ volatile("ud2");
  EXPECT_EQ(g_count, 1);
  EXPECT_NE(g_address, nullptr);
  EXPECT_TRUE(g_code == ILL_ILLOPC || g_code == ILL_ILLOPN) << g_code;
}

TEST_F(fault_test, breakpoint_goes_on_after_it) {
  handle_info(SIGTRAP, note_info);
  __asm__ volatile("int3");
  __asm__ volatile("int3");
  EXPECT_EQ(g_count, 2);
}

TEST_F(fault_test, single_steps) {
  handle_info(SIGTRAP, [](int sig, siginfo_t *info, void *) {
    g_code = info->si_code;
    note(sig);
  });
  __asm__ volatile("pushfq\n\t orq $0x100, (%%rsp)\n\t popfq\n\t nop\n\t nop\n\t"
                   "pushfq\n\t andq $~0x100, (%%rsp)\n\t popfq" ::
                       : "cc", "memory");
  EXPECT_GE(g_count, 4);
  EXPECT_EQ(g_code, TRAP_TRACE);
}

TEST_F(fault_test, edited_context_skips_the_instruction) {
  handle_info(SIGILL, [](int sig, siginfo_t *, void *context) {
    note(sig);
    program_counter(context) += 2; // ud2
  });
  for (std::atomic<int> i{0}; i < 3000; ++i) __asm__ volatile("ud2");
  EXPECT_EQ(g_count, 3000);
}

TEST_F(fault_test, is_blocked_in_its_handler_and_unblocked_after) {
  static bool inside, other;
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(
      SIGSEGV,
      [](int sig, siginfo_t *, void *) {
        inside = blocked(SIGSEGV), other = blocked(SIGUSR1);
        note(sig);
        g_pages->allow(0, kPageSize);
      },
      0, set_of({SIGUSR1}));
  pages.at(0) = 1;
  EXPECT_TRUE(inside);
  EXPECT_TRUE(other);
  EXPECT_FALSE(blocked(SIGSEGV));
  EXPECT_FALSE(blocked(SIGUSR1));
}

TEST_F(fault_test, nests_with_nodefer) {
  static sigjmp_buf inner;
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(
      SIGSEGV,
      [](int sig, siginfo_t *, void *) {
        note(sig);
        if (g_count > 1) siglongjmp(inner, 1);
        if (sigsetjmp(inner, 1) == 0) g_sink = g_pages->at(1);
        g_pages->allow(0, kPageSize);
      },
      SA_NODEFER);
  pages.at(0) = 1;
  EXPECT_EQ(g_count, 2);
}

TEST_F(fault_test, another_fault_in_the_handler) {
  Pages pages(1, Access::kNone);
  g_pages = &pages;
  handle_info(SIGSEGV, repair);
  handle_info(SIGFPE, [](int sig, siginfo_t *, void *) {
    note(sig);
    g_pages->at(0) = 1;
    siglongjmp(g_out, 1);
  });
  if (sigsetjmp(g_out, 1) == 0) divide_by_zero();
  EXPECT_EQ(logged(), (std::vector<int>{SIGFPE, SIGSEGV}));
}

TEST_F(fault_test, old_style_handler) {
  signal(SIGSEGV, [](int sig) {
    note(sig);
    siglongjmp(g_out, 1);
  });
  Pages pages(1, Access::kNone);
  if (sigsetjmp(g_out, 1) == 0) pages.at(0) = 1;
  EXPECT_EQ(g_count, 1);
}

TEST_F(fault_test, reset_hand) {
  handle_info(SIGSEGV, jump_out, SA_RESETHAND);
  Pages pages(1, Access::kNone);
  if (sigsetjmp(g_out, 1) == 0) pages.at(0) = 1;
  EXPECT_EQ(g_count, 1);
  struct sigaction now = {};
  sigaction(SIGSEGV, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST_F(fault_test, goes_to_its_thread) {
  static std::atomic<pthread_t> by;
  static thread_local sigjmp_buf out;
  handle_info(SIGSEGV, [](int sig, siginfo_t *, void *) {
    note(sig);
    by.store(pthread_self());
    siglongjmp(out, 1);
  });
  bool right = false;
  Thread other([&] {
    Pages pages(1, Access::kNone);
    if (sigsetjmp(out, 1) == 0) pages.at(0) = 1;
    right = pthread_equal(by.load(), pthread_self()) != 0;
  });
  other.join();
  EXPECT_TRUE(right);
  EXPECT_EQ(g_count, 1);
}

TEST_F(fault_test, a_hundred_thousand_jumps_out) {
  handle_info(SIGSEGV, jump_out);
  Pages pages(1, Access::kNone);
  for (std::atomic<int> i{0}; i < 100'000; ++i)
    if (sigsetjmp(g_out, 1) == 0) pages.at(0) = 1;
  EXPECT_EQ(g_count, 100'000);
}

TEST_F(fault_test, sent_by_raise_is_an_ordinary_signal) {
  handle_info(SIGSEGV, note_info);
  raise(SIGSEGV);
  EXPECT_EQ(g_count, 1);
  EXPECT_LE(g_info.si_code, 0);
}
