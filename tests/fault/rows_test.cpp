// Each row of the table as a program sees it, by either chance: the exception is raised by software with the record
// that the system makes of it, since no processor can be made to do them all.
#include <gtest/gtest.h>

#include <posix/setjmp.h>
#include <posix/signal.h>

#include <atomic>

#include "fault/table.h"
#include "nt/windows.h"

namespace {

siginfo_t g_info;
int g_count;
sigjmp_buf g_out;

void jump_out(int, siginfo_t *info, void *) {
  g_info = *info;
  ++g_count;
  siglongjmp(g_out, 1);
}

void go_on(int, siginfo_t *info, void *) {
  g_info = *info;
  ++g_count;
}

void handle(void (*handler)(int, siginfo_t *, void *), int flags = 0) {
  for (const int sig : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) {
    struct sigaction act = {};
    act.sa_sigaction = handler;
    act.sa_flags = SA_SIGINFO | flags;
    ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
  }
}

void handle_none() {
  for (const int sig : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) signal(sig, SIG_DFL);
}

bool parameters(psig::FaultKind kind) {
  return kind == psig::FaultKind::kAccess || kind == psig::FaultKind::kInPage || kind == psig::FaultKind::kGuard;
}

int expected_code(const psig::FaultRow &row) {
  switch (row.kind) {
  case psig::FaultKind::kAccess: return SEGV_ACCERR;
  case psig::FaultKind::kInPage: return BUS_ADRERR;   // status of the read: end of file
  case psig::FaultKind::kMultiple: return FPE_FLTINV; // nothing is unmasked in MXCSR
  default: return row.code;
  }
}

class fault_rows : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    posix_signal_fault_chance_np(GetParam());
    g_count = 0;
    g_info = {};
  }
  void TearDown() override {
    handle_none();
    posix_signal_fault_chance_np(0);
  }
};

long g_seen;
LONG CALLBACK sees(EXCEPTION_POINTERS *) {
  ++g_seen;
  return EXCEPTION_CONTINUE_SEARCH;
}

} // namespace

TEST_P(fault_rows, become_their_signals) {
  handle(jump_out);
  unsigned count;
  const psig::FaultRow *rows = psig::fault_rows(&count);
  static char place;
  for (std::atomic<unsigned> n{0}; n < count; ++n) {
    const psig::FaultRow &row = rows[n];
    if (row.kind == psig::FaultKind::kOverflow) continue; // on its own
    const ULONG_PTR information[] = {1, reinterpret_cast<ULONG_PTR>(&place), 0xC0000011};
    g_count = 0;
    if (sigsetjmp(g_out, 1) == 0) RaiseException(row.status, 0, parameters(row.kind) ? 3 : 0, information);
    ASSERT_EQ(g_count, 1) << row.name;
    EXPECT_EQ(g_info.si_signo, row.signo) << row.name;
    EXPECT_EQ(g_info.si_code, expected_code(row)) << row.name;
    EXPECT_EQ(g_info.si_addr == &place, parameters(row.kind)) << row.name;
    EXPECT_EQ(g_info.si_addr == nullptr, row.kind == psig::FaultKind::kProtection) << row.name;
  }
}

TEST_P(fault_rows, floating_point_division) {
  handle(jump_out);
  const unsigned unmasked = 0x1F80 & ~0x200u, masked = 0x1F80;
  if (sigsetjmp(g_out, 1) == 0)
    __asm__ volatile("ldmxcsr %0\n\t pxor %%xmm1, %%xmm1\n\t pcmpeqd %%xmm0, %%xmm0\n\t psllq $62, %%xmm0\n\t"
                     "psrlq $2, %%xmm0\n\t divsd %%xmm1, %%xmm0" ::"m"(unmasked)
                     : "xmm0", "xmm1");
  __asm__ volatile("ldmxcsr %0" ::"m"(masked));
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_info.si_signo, SIGFPE);
  EXPECT_EQ(g_info.si_code, FPE_FLTDIV);
}

TEST_P(fault_rows, x87_division) {
  handle(jump_out);
  const unsigned short unmasked = 0x37F & ~4;
  if (sigsetjmp(g_out, 1) == 0)
    __asm__ volatile("fldcw %0\n\t fld1\n\t fldz\n\t fdivrp\n\t fwait" ::"m"(unmasked) : "st");
  __asm__ volatile("fninit");
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_info.si_code, FPE_FLTDIV);
}

TEST_P(fault_rows, privileged_instruction) {
  handle(jump_out);
  if (sigsetjmp(g_out, 1) == 0) __asm__ volatile("cli");
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_info.si_signo, SIGSEGV);
  EXPECT_EQ(g_info.si_code, SI_KERNEL);
  EXPECT_EQ(g_info.si_addr, nullptr);
}

TEST_P(fault_rows, address_that_no_page_can_have) {
  handle(jump_out);
  if (sigsetjmp(g_out, 1) == 0) __asm__ volatile("movb $0, (%0)" ::"r"(0x8000000000000000) : "memory");
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_info.si_code, SEGV_MAPERR);
}

TEST_P(fault_rows, unknown_exceptions_pass_by) {
  handle(go_on);
  g_seen = 0;
  void *vectored = AddVectoredExceptionHandler(1, sees);
  OutputDebugStringA("hello"); // an exception that its caller handles
  RemoveVectoredExceptionHandler(vectored);
  EXPECT_EQ(g_count, 0);
  for (int i = 0; i < 100; ++i) {
    try {
      throw i;
    } catch (int caught) {
      EXPECT_EQ(caught, i);
    }
  }
  EXPECT_EQ(g_count, 0);
}

TEST_P(fault_rows, guard_page_of_somebody_else) {
  static char *page;
  static int touched;
  page = static_cast<char *>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD));
  touched = 0;
  handle(go_on);
  void *theirs = AddVectoredExceptionHandler(0, [](EXCEPTION_POINTERS *pointers) -> LONG {
    if (pointers->ExceptionRecord->ExceptionCode != 0x80000001) return EXCEPTION_CONTINUE_SEARCH;
    ++touched;
    return EXCEPTION_CONTINUE_EXECUTION;
  });
  *static_cast<volatile char *>(page) = 1;
  RemoveVectoredExceptionHandler(theirs);
  VirtualFree(page, 0, MEM_RELEASE);
  // In front of ours it is by the last chance; by the first it stands behind us.
  EXPECT_EQ(touched + g_count, 1);
  if (GetParam() == 0) {
    EXPECT_EQ(touched, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(chance, fault_rows, testing::Values(0, 1));
