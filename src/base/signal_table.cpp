// The table behind names, descriptions and default actions (XBD <signal.h>; Linux numbering). [any]
#include "base/signal_table.h"

namespace psig {
namespace {

using enum DefaultAction;

constexpr SignalEntry kTable[kSigMax + 1] = {
    /* 0 */ {nullptr, "Unknown signal 0", kIgnore},
    {"HUP", "Hangup", kTerminate},
    {"INT", "Interrupt", kTerminate},
    {"QUIT", "Quit", kCore},
    {"ILL", "Illegal instruction", kCore},
    {"TRAP", "Trace/breakpoint trap", kCore},
    {"ABRT", "Aborted", kCore},
    {"BUS", "Bus error", kCore},
    {"FPE", "Floating point exception", kCore},
    {"KILL", "Killed", kTerminate},
    {"USR1", "User defined signal 1", kTerminate},
    {"SEGV", "Segmentation fault", kCore},
    {"USR2", "User defined signal 2", kTerminate},
    {"PIPE", "Broken pipe", kTerminate},
    {"ALRM", "Alarm clock", kTerminate},
    {"TERM", "Terminated", kTerminate},
    {"STKFLT", "Stack fault", kTerminate},
    {"CHLD", "Child exited", kIgnore},
    {"CONT", "Continued", kContinue},
    {"STOP", "Stopped (signal)", kStop},
    {"TSTP", "Stopped", kStop},
    {"TTIN", "Stopped (tty input)", kStop},
    {"TTOU", "Stopped (tty output)", kStop},
    {"URG", "Urgent I/O condition", kIgnore},
    {"XCPU", "CPU time limit exceeded", kCore},
    {"XFSZ", "File size limit exceeded", kCore},
    {"VTALRM", "Virtual timer expired", kTerminate},
    {"PROF", "Profiling timer expired", kTerminate},
    {"WINCH", "Window changed", kIgnore},
    {"POLL", "I/O possible", kTerminate},
    {"PWR", "Power failure", kTerminate},
    {"SYS", "Bad system call", kCore},
    {"BREAK", "Console break", kTerminate},
    /* 33 */ {nullptr, "Unknown signal 33", kIgnore},
#define PSIG_RT(name, text)                                                                                            \
  { name, text, kTerminate }
    PSIG_RT("RTMIN", "Real-time signal 0"),
    PSIG_RT("RTMIN+1", "Real-time signal 1"),
    PSIG_RT("RTMIN+2", "Real-time signal 2"),
    PSIG_RT("RTMIN+3", "Real-time signal 3"),
    PSIG_RT("RTMIN+4", "Real-time signal 4"),
    PSIG_RT("RTMIN+5", "Real-time signal 5"),
    PSIG_RT("RTMIN+6", "Real-time signal 6"),
    PSIG_RT("RTMIN+7", "Real-time signal 7"),
    PSIG_RT("RTMIN+8", "Real-time signal 8"),
    PSIG_RT("RTMIN+9", "Real-time signal 9"),
    PSIG_RT("RTMIN+10", "Real-time signal 10"),
    PSIG_RT("RTMIN+11", "Real-time signal 11"),
    PSIG_RT("RTMIN+12", "Real-time signal 12"),
    PSIG_RT("RTMIN+13", "Real-time signal 13"),
    PSIG_RT("RTMIN+14", "Real-time signal 14"),
    PSIG_RT("RTMIN+15", "Real-time signal 15"),
    PSIG_RT("RTMAX-14", "Real-time signal 16"),
    PSIG_RT("RTMAX-13", "Real-time signal 17"),
    PSIG_RT("RTMAX-12", "Real-time signal 18"),
    PSIG_RT("RTMAX-11", "Real-time signal 19"),
    PSIG_RT("RTMAX-10", "Real-time signal 20"),
    PSIG_RT("RTMAX-9", "Real-time signal 21"),
    PSIG_RT("RTMAX-8", "Real-time signal 22"),
    PSIG_RT("RTMAX-7", "Real-time signal 23"),
    PSIG_RT("RTMAX-6", "Real-time signal 24"),
    PSIG_RT("RTMAX-5", "Real-time signal 25"),
    PSIG_RT("RTMAX-4", "Real-time signal 26"),
    PSIG_RT("RTMAX-3", "Real-time signal 27"),
    PSIG_RT("RTMAX-2", "Real-time signal 28"),
    PSIG_RT("RTMAX-1", "Real-time signal 29"),
    PSIG_RT("RTMAX", "Real-time signal 30"),
#undef PSIG_RT
};

consteval bool complete() {
  for (int n = 0; n <= kSigMax; ++n)
    if (kTable[n].description == nullptr || (kTable[n].abbrev != nullptr) != is_signo(n)) return false;
  return true;
}
static_assert(complete(), "every number 0..64 has its row, and every signal its name");

consteval SigSet with(DefaultAction action) {
  SigSet set = 0;
  for (int n = 1; n <= kSigMax; ++n)
    if (is_signo(n) && kTable[n].action == action) set |= bit(n);
  return set;
}
static_assert(with(kStop) == kStopSet && with(kContinue) == kContinueSet);

} // namespace

const SignalEntry &signal_entry(int signo) { return kTable[signo >= 0 && signo <= kSigMax ? signo : 0]; }

SigSet signals_with(DefaultAction action) {
  switch (action) {
  case kTerminate: return with(kTerminate);
  case kCore: return with(kCore);
  case kIgnore: return with(kIgnore);
  case kStop: return with(kStop);
  case kContinue: return with(kContinue);
  }
  return 0;
}

} // namespace psig
