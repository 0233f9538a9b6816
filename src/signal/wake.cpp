// The waiter publishes that it waits, then looks again. Here the sequence goes up, then the waiter is looked for. So
// one of the two sees the other (docs/adr/0013-handshakes-in-every-order.md). [any]
#include "signal/wake.h"

#include "nt/thread/event.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {

bool wake(Thread *thread) {
  thread->wake_sequence.fetch_add(1);
  switch (thread->waiting.load()) {
  case kNotWaiting: return false;
  case kWaitingForHandles: nt::event_set(thread->wait_event.load()); break;
  default: nt::word_wake_all(&thread->wake_sequence);
  }
  return true;
}

void waits_no_more(Thread *thread) {
  thread->waiting.store(kNotWaiting);
  if (g_engine.dozing.load()) g_upcalls.awake();
}

} // namespace psig
