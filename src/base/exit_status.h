// How a process that a signal ended says so in its exit status (docs/design.md, 8), and how its parent reads it.
// Portable.
#pragma once

#include <cstdint>

#include "base/nt_status.h"
#include "base/signal_numbers.h"

namespace psig {

inline constexpr std::uint32_t kSignalDeath = 0xE0530080; // + signo: the low byte is the shell's 128+n
inline constexpr std::uint32_t kCoreFlag = 0x00001000;

constexpr std::uint32_t exit_status_of_signal(int signo, bool core) {
  if (signo == kSigInt) return status::kControlC; // what Windows parents know as its death
  return (kSignalDeath | (core ? kCoreFlag : 0)) + static_cast<std::uint32_t>(signo);
}
static_assert(exit_status_of_signal(15, false) == 0xE053008F && exit_status_of_signal(6, true) == 0xE0531086);
static_assert((exit_status_of_signal(9, false) & 0xFF) == 128 + 9);

// What became of a child, in the words of SIGCHLD's siginfo_t (values as in <posix/signal.h>).
enum class ChildCode : std::uint8_t { kExited = 1, kKilled = 2, kDumped = 3, kStopped = 5, kContinued = 6 };
struct ChildState {
  ChildCode code;
  std::uint32_t status; // all 32 bits of an exit value; else the signal
};
// What the child's mailbox says besides; all zero: nothing. A fault's exit code is the system's own, which has no room
// for the core, and several signals may have the same one.
struct EndRecord {
  std::uint32_t status = 0; // the exit code that it goes with
  int signo = 0;
  bool core = false;
};
[[nodiscard]] ChildState child_end(std::uint32_t exit_code, const EndRecord &record = {});
// The same as wait() gives it, for the macros of <posix/sys/wait.h>.
[[nodiscard]] int wait_status(const ChildState &state);

} // namespace psig
