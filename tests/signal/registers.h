// All of a thread's registers at known values, and as they are found afterwards; registers.S fills and reads them.
#pragma once

#include "signal/threads.h"

#include <cstring>

struct Registers {
  std::uint64_t gpr[15];
  std::uint64_t flags;
  std::uint32_t mxcsr;
  std::uint16_t fcw, unused;
  double x87[8];
  unsigned char ymm[16][32];
};
static_assert(offsetof(Registers, flags) == 120 && offsetof(Registers, mxcsr) == 128 &&
              offsetof(Registers, fcw) == 132);
static_assert(offsetof(Registers, x87) == 136 && offsetof(Registers, ymm) == 200);

extern "C" {
inline Registers psig_test_in, psig_test_out;
inline volatile std::uint32_t psig_test_stop, psig_test_holding;
void psig_test_hold(int avx);
}

namespace psig_test {

inline constexpr std::uint64_t kDirection = 0x400;

inline bool avx() {
  static const bool has = __builtin_cpu_supports("avx");
  return has;
}

inline void registers_fill_in() {
  auto *bytes = reinterpret_cast<unsigned char *>(&psig_test_in);
  for (std::size_t i = 0; i < sizeof psig_test_in; ++i) bytes[i] = static_cast<unsigned char>(i * 167 + 13);
  for (int i = 0; i < 8; ++i) psig_test_in.x87[i] = 1.5 * i + 0.1;
  psig_test_in.mxcsr = 0x1F80 | 0x2000; // round down
  psig_test_in.fcw = 0x037F | 0x0400;
  std::memset(&psig_test_out, 0, sizeof psig_test_out);
  psig_test_stop = 0;
  psig_test_holding = 0;
}

inline void expect_as_they_were(std::size_t vector_bytes = avx() ? 32 : 16) {
  for (int i = 0; i < 15; ++i) EXPECT_EQ(psig_test_out.gpr[i], psig_test_in.gpr[i]) << i;
  EXPECT_NE(psig_test_out.flags & kDirection, 0u);
  EXPECT_EQ(psig_test_out.mxcsr & ~0x3Fu, psig_test_in.mxcsr);
  EXPECT_EQ(psig_test_out.fcw, psig_test_in.fcw);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(psig_test_out.x87[i], psig_test_in.x87[i]) << i;
  for (int i = 0; i < 16; ++i) EXPECT_EQ(std::memcmp(psig_test_out.ymm[i], psig_test_in.ymm[i], vector_bytes), 0) << i;
}

} // namespace psig_test
