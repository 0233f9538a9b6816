// The signal numbers of <posix/signal.h> (Linux, x86-64; SIGBREAK is ours), for sources that do not see that header.
// src/signal/api/signal_numbers.cpp asserts that both are the same. Portable.
#pragma once

namespace psig {

inline constexpr int kSigHup = 1, kSigInt = 2, kSigQuit = 3, kSigIll = 4, kSigTrap = 5, kSigAbrt = 6, kSigBus = 7,
                     kSigFpe = 8, kSigKill = 9, kSigSegv = 11, kSigAlrm = 14, kSigTerm = 15, kSigChld = 17,
                     kSigCont = 18, kSigStop = 19, kSigTstp = 20, kSigVtalrm = 26, kSigProf = 27, kSigBreak = 32;

} // namespace psig
