// The mask: one atomic word per thread. Raising it reroutes what the thread can take no longer (invariant 5). The
// caller drains after lowering it (invariant 4). [any]
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

// A thread that blocks a signal waits until a handler on the fallback thread for it has ended, so that a critical
// section made of sigprocmask() never sees the handler (fallback_thread.cpp).
void wait_for_fallback(SigSet newly_blocked) {
  if (on_fallback_thread()) return;
  const std::uint32_t seen = fallback_turns().load();
  // One turn: what it runs later is for the sake of others that have it unblocked.
  while ((g_engine.fallback_running.load() & newly_blocked) != 0 && fallback_turns().load() == seen)
    nt::word_sleep(&fallback_turns(), seen, nt::kForever);
}

} // namespace

void mask_set(Thread *thread, SigSet mask) {
  mask &= ~kUnblockable;
  const SigSet newly_blocked = mask & ~thread->blocked.exchange(mask);
  if (newly_blocked == 0) return;
  if ((g_engine.pending_now() & newly_blocked) != 0) reroute(newly_blocked);
  if ((g_engine.fallback_running.load() & newly_blocked) != 0) wait_for_fallback(newly_blocked);
}

} // namespace psig
