// Which thread gets a process-directed signal. Portable; under the engine lock. But the atomics are read while their
// owners change them: a thread that blocks a signal afterwards reroutes it (invariant 5).
#pragma once

#include <atomic>

#include "base/sigset.h"
#include "signal/pending.h"

namespace psig {

struct ThreadSignals {
  std::atomic<SigSet> blocked{0};   // the mask, written by its thread
  std::atomic<SigSet> accepting{0}; // the set of a sigwait in progress; set under the lock (acceptance.h)
  PendingSet pending;               // directed at this thread
  bool main = false;
  bool library = false;                  // the dispatcher and the fallback thread: never chosen
  bool gone = false;                     // detaching: takes nothing any more
  bool provisional = false;              // attached while a thread was being made: whose, and its mask, are not known
  bool apart = false;                    // the system's, for a control event: takes only what is directed at it
  std::atomic<std::uint32_t> waiting{0}; // in one of our waits: reached without a hijack
  ThreadSignals *next = nullptr;

  [[nodiscard]] bool eligible() const { return !library && !gone; }
};

// One in sigwait for it, else the main thread if it has it unblocked, else any that has, rather one that waits in our
// calls; never one that is apart. Null: it stays pending on the process (docs/design.md, 3).
[[nodiscard]] ThreadSignals *choose(ThreadSignals *threads, int signo);

} // namespace psig
