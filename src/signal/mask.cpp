// The mask: one atomic word per thread. Raising it hands back what the thread can no longer take (invariant 5);
// lowering it is followed by the caller's drain (invariant 4). [any]
#include "nt/wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

// A thread that blocks a signal waits until a surrogate handler for it has ended, so that a critical section made of
// sigprocmask() never sees the handler (design section 3, road 8).
void wait_for_surrogate(SigSet newly_blocked) {
  if (on_surrogate()) return;
  const std::uint32_t seen = surrogate_turns().load();
  // One turn: what it runs later is for the sake of others that have it unblocked.
  while ((g_engine.surrogate_running.load() & newly_blocked) != 0 && surrogate_turns().load() == seen)
    nt::word_sleep(&surrogate_turns(), seen, nt::kForever);
}

} // namespace

void mask_set(Thread *thread, SigSet mask) {
  mask &= ~kUnblockable;
  const SigSet newly_blocked = mask & ~thread->blocked.exchange(mask);
  if (newly_blocked == 0) return;
  if ((g_engine.process.pending.bits() & newly_blocked) != 0) hand_back(newly_blocked);
  if ((g_engine.surrogate_running.load() & newly_blocked) != 0) wait_for_surrogate(newly_blocked);
}

} // namespace psig
