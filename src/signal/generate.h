// Generation: the first arrow. Decides what a signal does to the process, and puts it where it stays pending. Portable;
// under the engine lock. The caller carries the decision out after releasing it.
#pragma once

#include "signal/disposition.h"
#include "signal/fallback_delay.h"
#include "signal/pending.h"
#include "signal/router.h"

namespace psig {

// What the process owns of signals; one per engine.
struct ProcessSignals {
  RecordPool pool;
  PendingSet pending; // directed at the process
  FallbackDelay delay;
  Dispositions actions;
  ThreadSignals *threads = nullptr;
  std::atomic<SigSet> accepted{0}; // what threads in sigwait*() wait for, all together (acceptance.h)
  bool stopped = false;            // by a stop signal
};

enum class Next : unsigned char {
  kNothing,   // ignored, or pending where nobody can take it now
  kReach,     // pending; `thread` is to be told
  kTerminate, // the default action ends the process now
  kCore,
  kStop,
};

struct Decision {
  Errno error = 0;
  Next next = Next::kNothing;
  bool resume = false;             // SIGCONT: continue the process, whatever its action is
  bool pends = false;              // it has been added to what is pending
  ThreadSignals *thread = nullptr; // who is told; or for whose sake the default action is due, if anybody's
};

// `target` is null for a process-directed signal. `must_queue`: EAGAIN rather than losing the record. `own`: the node
// that the sender has for it (pending.h), or 0.
[[nodiscard]] Decision generate(ProcessSignals &process, ThreadSignals *target, const Record &record, bool must_queue,
                                std::uint32_t own = 0);

// What a process-directed signal that is pending does, now that the process has been continued: kNothing if it needs a
// thread to take it.
[[nodiscard]] Decision generate_again(const ProcessSignals &process, int signo);

} // namespace psig
