// How a process that a signal ended says so in its exit status (design section 8). Pure.
#pragma once

#include <cstdint>

namespace psig {

inline constexpr std::uint32_t kStatusControlC = 0xC000013A; // what Windows parents know as Ctrl-C's death
inline constexpr std::uint32_t kSignalDeath = 0xE0530080;    // + signo: the low byte is the shell's 128+n
inline constexpr std::uint32_t kCoreFlag = 0x00001000;

constexpr std::uint32_t exit_status_of_signal(int signo, bool core) {
  if (signo == 2) return kStatusControlC; // SIGINT
  return (kSignalDeath | (core ? kCoreFlag : 0)) + static_cast<std::uint32_t>(signo);
}
static_assert(exit_status_of_signal(15, false) == 0xE053008F && exit_status_of_signal(6, true) == 0xE0531086);
static_assert((exit_status_of_signal(9, false) & 0xFF) == 128 + 9);

} // namespace psig
