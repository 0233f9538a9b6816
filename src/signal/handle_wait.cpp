// The handshake of signal_wait.cpp, with an event in the place of the word. The waiter publishes that it waits, looks
// again, then sleeps. A sender makes the signal pending, then looks for waiters (wake.cpp). The event resets itself:
// one that was set for an earlier wait costs one more look.
#include "signal/handle_wait.h"

#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "signal/wake.h"

namespace psig {
namespace {

void *made(std::atomic<void *> *event) {
  if (event->load() == nullptr) event->store(nt::auto_event_create());
  return event->load();
}

} // namespace

void *io_event(Thread *thread) { return made(&thread->io_event); }

nt::Handle wait_event(Thread *thread) { return made(&thread->wait_event); }

Errno wait_handles(Thread *thread, const nt::Handle *handles, unsigned count, std::uint64_t deadline, unsigned *which) {
  if (count > kMostWaitHandles) return EINVAL;
  nt::Handle all[kMostWaitHandles + 1];
  all[0] = wait_event(thread); // first: a storm of data keeps no signal waiting
  if (all[0] == nullptr) return EAGAIN;
  for (unsigned i = 0; i < count; ++i) all[i + 1] = handles[i];

  receive_mailbox();
  const WaitsForHandles published(thread);
  if (cancel_due(thread)) return ECANCELED;
  if (deliverable(thread) || mailbox_waits()) return EAGAIN;
  const int ready = nt::g_calls.wait_any(all, count + 1, deadline);
  if (ready > 0) *which = static_cast<unsigned>(ready - 1);
  if (ready > 0) return 0;
  if (ready == nt::kNoHandle) return EBADF;
  return ready < 0 && deadline != nt::kForever && nt::now_ns() >= deadline ? ETIMEDOUT : EAGAIN;
}

} // namespace psig
