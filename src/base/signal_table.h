// The signal table: number, abbreviation, description and default action of every signal. Policy as data.
#pragma once

#include "base/sigset.h"

namespace psig {

enum class DefaultAction : unsigned char { kTerminate, kCore, kIgnore, kStop, kContinue };

struct SignalEntry {
  const char *abbrev; // "INT"; nullptr where no signal has the number
  const char *description;
  DefaultAction action;
};

// The entry of any number 0..64; numbers that are no signal have a null abbreviation.
[[nodiscard]] const SignalEntry &signal_entry(int signo);

// Sets by property, derived from the table.
[[nodiscard]] SigSet signals_with(DefaultAction action);

inline constexpr SigSet kStopSet = bit(19) | bit(20) | bit(21) | bit(22);
inline constexpr SigSet kContinueSet = bit(18);
inline constexpr SigSet kEndSet = bit(1) | bit(15);                              // HUP TERM: what asks a process to end
inline constexpr SigSet kFaultSet = bit(4) | bit(5) | bit(7) | bit(8) | bit(11); // ILL TRAP BUS FPE SEGV
inline constexpr SigSet kUnblockable = bit(9) | bit(19);                         // SIGKILL, SIGSTOP

} // namespace psig
