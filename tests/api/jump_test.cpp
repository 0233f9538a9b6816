// setjmp and longjmp: values, registers, masks, stacks, threads. The assembler half is the real one.
#include <thread>

#include <posix/setjmp.h>

#include "api/fake_engine.h"
#include "nt/thread/teb.h"

namespace {

using testing::_;
using testing::IsNull;
using testing::Pointee;
using testing::SetArgPointee;
using JumpTest = psig::test::ApiTest;

// From `depth` frames further down; a depth below 0 comes back.
__attribute__((noinline)) void jump_from(jmp_buf env, int depth, int value) {
  volatile char frame[256];
  frame[0] = static_cast<char>(depth);
  if (depth == 0) longjmp(env, value);
  if (depth > 0) jump_from(env, depth - 1, value);
  frame[1] = frame[0];
}

TEST_F(JumpTest, ReturnsTheValueAndNeverZero) {
  EXPECT_CALL(engine_, jump_landed(IsNull())).Times(3);
  for (int value : {5, -7, 0}) {
    jmp_buf env;
    const int got = setjmp(env);
    if (got == 0) jump_from(env, 20, value);
    EXPECT_EQ(value == 0 ? 1 : value, got);
  }
}

extern "C" void jump_registers(jmp_buf env, unsigned long long *seen); // jump_registers.S

TEST_F(JumpTest, RestoresCalleeSavedRegisters) {
  EXPECT_CALL(engine_, jump_landed(IsNull()));
  jmp_buf env;
  unsigned long long seen[18] = {};
  jump_registers(env, seen);
  for (unsigned i = 0; i < 18; ++i) EXPECT_EQ(0x11 + i, seen[i]) << i;
}

TEST_F(JumpTest, LeavesBothFloatingPointUnitsAlone) {
  EXPECT_CALL(engine_, jump_landed(IsNull()));
  jmp_buf env;
  unsigned mxcsr = 0;
  unsigned short control = 0;
  if (setjmp(env) == 0) {
    const unsigned toward_zero = 0x7f80;
    const unsigned short single = 0x0c7f;
    __asm__ volatile("ldmxcsr %0; fldcw %1" ::"m"(toward_zero), "m"(single));
    longjmp(env, 1);
  }
  __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
  EXPECT_EQ(0x6000u, mxcsr & 0x6000);
  EXPECT_EQ(0x0c00, control & 0x0c00);
  const unsigned usual = 0x1f80;
  __asm__ volatile("fninit; ldmxcsr %0" ::"m"(usual));
}

TEST_F(JumpTest, SigsetjmpBringsBackTheMask) {
  EXPECT_CALL(engine_, jump_save(_)).WillOnce(SetArgPointee<0>(sigset_t{0x1234}));
  EXPECT_CALL(engine_, jump_landed(Pointee(sigset_t{0x1234})));
  sigjmp_buf env;
  const int got = sigsetjmp(env, 1);
  if (got == 0) siglongjmp(env, 9);
  EXPECT_EQ(9, got);
}

TEST_F(JumpTest, SigsetjmpWithoutMaskSavesNone) {
  EXPECT_CALL(engine_, jump_landed(IsNull()));
  sigjmp_buf env;
  const int got = sigsetjmp(env, 0);
  if (got == 0) siglongjmp(env, 9);
  EXPECT_EQ(9, got);
}

TEST_F(JumpTest, LandsBeforeTheMaskIsSetSoThatAHandlerMayJumpAgain) {
  static sigjmp_buf env;
  volatile int jumps = 0;
  EXPECT_CALL(engine_, jump_save(_)).WillOnce(SetArgPointee<0>(sigset_t{1}));
  // What a handler does that the restored mask lets in: it jumps to the same buffer, from inside the landing.
  EXPECT_CALL(engine_, jump_landed(Pointee(sigset_t{1}))).Times(1001).WillRepeatedly([&](const sigset_t *) {
    jumps = jumps + 1;
    if (jumps <= 1000) siglongjmp(env, 3);
  });
  const int got = sigsetjmp(env, 1);
  if (got == 0) siglongjmp(env, 2);
  EXPECT_EQ(3, got);
  EXPECT_EQ(1001, jumps);
}

TEST_F(JumpTest, PutsBackTheLimitsOfTheStackItLandsOn) {
  EXPECT_CALL(engine_, jump_landed(IsNull()));
  const std::uintptr_t teb = psig::nt::teb();
  const psig::nt::StackLimits before = psig::nt::stack_limits(teb);
  jmp_buf env;
  if (setjmp(env) == 0) {
    psig::nt::teb_field<std::uintptr_t>(teb, psig::nt::kTebStackBase) = 0x3000;
    psig::nt::teb_field<std::uintptr_t>(teb, psig::nt::kTebStackLimit) = 0x2000;
    psig::nt::teb_field<std::uintptr_t>(teb, psig::nt::kTebDeallocationStack) = 0x1000;
    longjmp(env, 1);
  }
  const psig::nt::StackLimits after = psig::nt::stack_limits(teb);
  EXPECT_EQ(before.base, after.base);
  EXPECT_EQ(before.limit, after.limit);
  EXPECT_EQ(before.allocation, after.allocation);
}

TEST_F(JumpTest, OnTheSameStackTheGrownLimitStays) {
  EXPECT_CALL(engine_, jump_landed(IsNull()));
  const std::uintptr_t teb = psig::nt::teb();
  auto &limit = psig::nt::teb_field<std::uintptr_t>(teb, psig::nt::kTebStackLimit);
  const std::uintptr_t before = limit;
  jmp_buf env;
  if (setjmp(env) == 0) {
    limit = before - 4096;
    longjmp(env, 1);
  }
  EXPECT_EQ(before - 4096, limit);
  limit = before;
}

TEST_F(JumpTest, AnotherThreadsBufferIsRefused) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        static jmp_buf env;
        if (setjmp(env) == 0) std::thread([] { longjmp(env, 1); }).join();
      },
      testing::ExitedWithCode(70), "longjmp with a buffer that another thread filled");
}

} // namespace
