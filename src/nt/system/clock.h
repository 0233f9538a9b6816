// The system's clocks, in nanoseconds; the monotonic one is now_ns() of nt/thread/word_wait.h. [any]
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

inline constexpr std::uint64_t kClockStep = 100; // of real_ns()

[[nodiscard]] std::uint64_t real_ns();        // since 1970, UTC
[[nodiscard]] std::uint64_t real_coarse_ns(); // the same as of the last clock interrupt
[[nodiscard]] std::uint64_t monotonic_step(); // of now_ns()
[[nodiscard]] std::uint64_t cpu_step();       // of CPU times: the clock's interrupt

struct CpuTime {
  std::uint64_t kernel, user;
};
[[nodiscard]] bool process_cpu(CpuTime *time);                                             // the own process's
[[nodiscard]] bool process_cpu_of(unsigned long pid, CpuTime *time, unsigned long *error); // Win32 error where false
[[nodiscard]] bool thread_cpu(Handle thread, CpuTime *time);                               // false once it has ended
[[nodiscard]] bool own_thread_cpu(CpuTime *time);

} // namespace psig::nt
