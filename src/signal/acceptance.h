// Acceptance: what threads wait for in sigwait*(). A process-directed signal that one of them waits for belongs to it,
// and a thread that delivers passes it over (deliver.cpp). If the wait ends without taking it, reroute() offers it to
// the others. Portable; under the engine lock, but for reads of ProcessSignals::accepted. [any]
#pragma once

#include "signal/generate.h"

namespace psig {

// Takes the first pending member of `set` for this thread and ends its acceptance; if there is none the thread accepts
// `otherwise` from now on, which is `set`, or 0 to give up. In one step: what comes later finds it accepting or not.
[[nodiscard]] bool accept(ProcessSignals &process, ThreadSignals &thread, SigSet set, SigSet otherwise, Record *record);

// Whatever the thread was waiting for, it does so no more.
void end_acceptance(ProcessSignals &process, ThreadSignals &thread);

} // namespace psig
