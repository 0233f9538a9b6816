// The waiter publishes that it waits, then looks again; here the sequence goes up, then the waiter is looked for: one
// of the two sees the other (docs/adr/0013-handshakes-in-every-order.md). [any]
#include "signal/wake.h"

#include "nt/thread/word_wait.h"

namespace psig {

bool wake(Thread *thread) {
  thread->wake_sequence.fetch_add(1);
  if (thread->waiting.load() == kNotWaiting) return false;
  nt::word_wake_all(&thread->wake_sequence);
  return true;
}

} // namespace psig
