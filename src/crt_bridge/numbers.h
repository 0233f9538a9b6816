// The CRT's own signal numbers, which exist only in this component, and the library's.
#pragma once

#include <posix/signal.h>

namespace psig::crt {

inline constexpr int kInt = 2, kIll = 4, kAbortCompat = 6, kFpe = 8, kSegv = 11, kTerm = 15, kBreak = 21, kAbort = 22;
// What MS's signal() takes besides a function, SIG_DFL (0) and SIG_IGN (1).
inline constexpr unsigned long long kGet = 2, kSge = 3, kAck = 4, kError = ~0ull;

// 0 for what the CRT does not know. [any]
constexpr int to_posix(int number) {
  switch (number) {
  case kInt: return SIGINT;
  case kIll: return SIGILL;
  case kAbortCompat:
  case kAbort: return SIGABRT;
  case kFpe: return SIGFPE;
  case kSegv: return SIGSEGV;
  case kTerm: return SIGTERM;
  case kBreak: return SIGBREAK;
  default: return 0;
  }
}

constexpr int from_posix(int signo) {
  switch (signo) {
  case SIGABRT: return kAbort;
  case SIGBREAK: return kBreak;
  default: return signo; // the same in both
  }
}

inline constexpr int kNumbers[] = {kInt, kIll, kFpe, kSegv, kTerm, kBreak, kAbort};

// _fpecode for a floating-point fault (<float.h>: _FPE_...); _FPE_EXPLICITGEN for a signal that somebody has sent.
constexpr int fpe_code(int si_code) {
  switch (si_code) {
  case FPE_FLTINV: return 0x81;
  case FPE_INTDIV:
  case FPE_FLTDIV: return 0x83;
  case FPE_INTOVF:
  case FPE_FLTOVF: return 0x84;
  case FPE_FLTUND: return 0x85;
  case FPE_FLTRES: return 0x86;
  case FPE_FLTSUB: return 0x8a;
  default: return 0x8c;
  }
}

} // namespace psig::crt
