// A fault enters the engine: synchronous, so neither posted nor pending. The exception filter (src/fault) points the
// interrupted context at the trampoline, and the handler runs after exception dispatch has ended.
#pragma once

#include "nt/thread/fault_hook.h"
#include "signal/thread.h"

namespace psig {

struct Frame;

// Whether this thread's handler for the signal can run now: there is one, it is not blocked, and the thread is in no
// code of the library's. Without locks. [dispatch]
[[nodiscard]] bool fault_deliverable(const Thread *thread, int signo);
// Whether its handler would run on the alternate stack that the thread has, coming from this stack pointer. [dispatch]
[[nodiscard]] bool fault_goes_to_altstack(const Thread *thread, int signo, std::uintptr_t sp);
// First of all, before anything is noted: from here to the handler nobody else may send the thread elsewhere, whose
// handler might fault, too, and note that. [dispatch]
void fault_begin(Thread *thread);
// Whether its handler would run on the alternate stack, where the thread is already, without room for it. [dispatch]
[[nodiscard]] bool fault_fills_altstack(const Thread *thread, std::uintptr_t sp);
// The context goes on in the trampoline. `resume_flags`, `resume_ip` replace what it interrupted. [dispatch]
void fault_enter(Thread *thread, const Record &record, const nt::Exception &exception, mcontext_t *context);

// The trampoline's side. [target]
void fault_deliver(Thread *thread, Frame *frame);
// The handler has returned and edited nothing: the instruction runs again with these flags.
void fault_returns(Thread *thread, std::uint64_t *flags);

inline constexpr std::uint32_t kStepAfter = 64;     // repeats; from then on the processor is asked about progress
inline constexpr std::uint32_t kMostRepeats = 1000; // then the default action is taken

} // namespace psig
