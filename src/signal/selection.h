// Which of several pending signals goes first, for delivery and for sigwait*(). Portable. [any]
//
// As in Linux's dequeue_signal(), the thread's own come before the process's. In each set faults come before all else,
// because their handler has to see the machine as it is now, and then the lowest number. POSIX leaves no freedom in one
// thing: of several real-time signals the lowest-numbered comes first (XSH 2.4.2, sigwaitinfo), whether directed at the
// thread or at the process. Linux takes the thread's own first there, too.
#pragma once

#include "base/signal_table.h"

namespace psig {

struct Selected {
  int signo = 0; // 0: there is none
  bool own = false;
};

constexpr SigSet kSynchronous = kFaultSet | bit(31); // and SIGSYS

// The first of one set, which must not be empty.
constexpr int first_of(SigSet set) { return lowest((set & kSynchronous) != 0 ? set & kSynchronous : set); }

constexpr Selected select(SigSet own, SigSet shared) {
  if ((own | shared) == 0) return {};
  int signo = first_of(own != 0 ? own : shared);
  if (is_realtime(signo)) signo = lowest((own | shared) & ~(bit(kSigRtMin) - 1));
  return {signo, has(own, signo)};
}

} // namespace psig
