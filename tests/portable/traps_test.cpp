// Floating-point exceptions as SIGFPE (glibc feenableexcept; XBD <signal.h>, FPE_ codes).
#include "support.h"

#include <fenv.h>
#include <setjmp.h>

#include <limits>

using namespace portable;

namespace {

sigjmp_buf g_out;
volatile int g_code;

void jump_out(int sig, siginfo_t *info, void *) {
  g_code = info->si_code;
  note(sig);
  siglongjmp(g_out, 1);
}

class traps_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    feclearexcept(FE_ALL_EXCEPT);
    handle_info(SIGFPE, jump_out);
  }
  void TearDown() override {
    fedisableexcept(FE_ALL_EXCEPT);
    feclearexcept(FE_ALL_EXCEPT);
    signal(SIGFPE, SIG_DFL);
    SignalTest::TearDown();
  }
};

// The sanitizers and the compiler see nothing of it. (a op b), with `op` as the processor does it.
void divide(double a, double b) { __asm__ volatile("divsd %1, %0" : "+x"(a) : "x"(b)); }
void multiply(double a, double b) { __asm__ volatile("mulsd %1, %0" : "+x"(a) : "x"(b)); }

void traps(int exception, int code, void (*operation)(double, double), double a, double b) {
  g_count.store(0);
  ASSERT_EQ(feenableexcept(exception), 0);
  ASSERT_EQ(fegetexcept(), exception);
  if (sigsetjmp(g_out, 1) == 0) operation(a, b);
  fedisableexcept(FE_ALL_EXCEPT);
  feclearexcept(FE_ALL_EXCEPT);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_code, code);
}

} // namespace

TEST_F(traps_test, each_with_its_code) {
  constexpr double kMost = std::numeric_limits<double>::max(), kLeast = std::numeric_limits<double>::min();
  traps(FE_DIVBYZERO, FPE_FLTDIV, divide, 1, 0);
  traps(FE_INVALID, FPE_FLTINV, divide, 0, 0);
  traps(FE_OVERFLOW, FPE_FLTOVF, multiply, kMost, kMost);
  traps(FE_UNDERFLOW, FPE_FLTUND, multiply, kLeast, 0.3);
  traps(FE_INEXACT, FPE_FLTRES, divide, 1, 3);
}

TEST_F(traps_test, off_by_default) {
  EXPECT_EQ(fegetexcept(), 0);
  divide(1, 0);
  EXPECT_EQ(g_count, 0);
}

TEST_F(traps_test, switched_one_by_one) {
  EXPECT_EQ(feenableexcept(FE_DIVBYZERO), 0);
  EXPECT_EQ(feenableexcept(FE_OVERFLOW), FE_DIVBYZERO);
  EXPECT_EQ(fedisableexcept(FE_DIVBYZERO), FE_DIVBYZERO | FE_OVERFLOW);
  EXPECT_EQ(fegetexcept(), FE_OVERFLOW);
  divide(1, 0);
  EXPECT_EQ(g_count, 0);
}

TEST_F(traps_test, handlers_run_with_them_off) {
  static int inside;
  handle(SIGUSR1, [](int) {
    inside = fegetexcept();
    divide(1, 0);
  });
  feenableexcept(FE_DIVBYZERO);
  raise(SIGUSR1);
  EXPECT_EQ(inside, 0);
  EXPECT_EQ(fegetexcept(), FE_DIVBYZERO);
}
