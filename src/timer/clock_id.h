// clockid_t: CLOCK_... of <posix/time.h>, and the CPU time of one process or thread, named by its id. Portable.
#pragma once

#include <cstdint>

namespace psig {

inline constexpr int kClockReal = 0, kClockMonotonic = 1, kClockProcess = 2, kClockThread = 3, kClockRealCoarse = 4,
                     kClockBoot = 7;

// As Linux tells them: the complement of the id, and three bits that say what it is. Ids of Windows are multiples of 4.
enum class CpuOf : std::uint8_t { kNone = 0, kProcess = 2, kThread = 6 };

constexpr bool has_cpu_clock(std::uint64_t id) { return id % 4 == 0 && id < std::uint64_t{1} << 30; }
constexpr int cpu_clock(CpuOf what, std::uint32_t id) {
  return static_cast<int>(~(id >> 2) << 3 | static_cast<std::uint32_t>(what));
}
constexpr CpuOf cpu_clock_kind(int clock) {
  const int bits = clock & 7;
  if (clock >= 0 || (bits != 2 && bits != 6)) return CpuOf::kNone;
  return static_cast<CpuOf>(bits);
}
constexpr std::uint32_t cpu_clock_id(int clock) {
  return (~(static_cast<std::uint32_t>(clock) >> 3) & 0x1FFF'FFFF) << 2;
}

static_assert(cpu_clock(CpuOf::kThread, 0x120) < 0);
static_assert(cpu_clock_id(cpu_clock(CpuOf::kThread, 0x120)) == 0x120);
static_assert(cpu_clock_id(cpu_clock(CpuOf::kProcess, 0x3FFF'FFFC)) == 0x3FFF'FFFC);
static_assert(cpu_clock_kind(cpu_clock(CpuOf::kProcess, 4)) == CpuOf::kProcess);
static_assert(cpu_clock_kind(-1) == CpuOf::kNone && cpu_clock_kind(2) == CpuOf::kNone);

} // namespace psig
