// What kill() does to a process, by what the process is and what the signal means: the policy of docs/design.md, 5 as a
// table. Portable; unmanaged.cpp finds the traits and carries the plan out.
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "base/sigset.h"

namespace psig {

// What is known of a target, and what this system can do for it.
enum Trait : std::uint32_t {
  kDenied = 1 << 0,         // may not be signalled: another user's, or a protected process
  kLibrary = 1 << 1,        // has a mailbox
  kConsoleProgram = 1 << 2, // of the console subsystem, or attached to a console
  kLeader = 1 << 3,         // leads its console process group, as far as the system says so
  kHere = 1 << 4,           // attached to our console
  kConsole = 1 << 5,        // attached to some console
  kCtrlCOff = 1 << 6,       // Ctrl-C is off, as in every new process group at first: to be switched on for SIGINT
  kWindows = 1 << 7,        // has top-level windows
  kOtherMachine = 1 << 8,   // of another architecture
  kNoThread = 1 << 9,       // may be ended by us, but lets us make no thread in it
  kSuspended = 1 << 10,     // stands still: what it is asked for happens when it goes on
  kMember = 1 << 11,        // signalled as a member of a group: each gets its own request
  kGroupEvents = 1 << 12,   // the system can send a control event to one group
  kHelper = 1 << 13,        // the helper program for its architecture or console is there
  kCtrlCIgnored = 1 << 14,  // ignores Ctrl-C of its own accord: no leader, and not by its leader's inheritance
  kEventAtWork = 1 << 15,   // a control event's handler there has not returned; only looked for to be told
};
using Traits = std::uint32_t;

enum class Act : unsigned char {
  kRefuse,      // with the plan's error
  kProbe,       // signal 0
  kIgnored,     // success and no effect, as for a signal whose action is SIG_IGN
  kMailbox,     // the library over there takes it
  kGroupEvent,  // control event to its whole group
  kEvent,       // control event inside this one process
  kHelperGroup, // the same two by the helper, from its console or in its architecture
  kHelperEvent,
  kCloseWindows,
  kSuspend,
  kResume,
  kTerminate,
};

enum class Event : unsigned char { kCtrlC = 0, kBreak = 1, kClose = 2, kNone = 255 }; // the system's numbers

struct Plan {
  Act act = Act::kRefuse;
  Event event = Event::kNone;
  Errno error = 0;
  const char *reason = ""; // a sentence for people
};

[[nodiscard]] Plan plan_kill(Traits traits, int signo);

} // namespace psig
