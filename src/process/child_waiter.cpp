// A child waiter is a thread in one WaitForMultipleObjects. That is documented, and does without the system's pool of
// threads, whose members would count as threads of the program to which a signal may be delivered. Lock: the
// children's. [any]
#include "process/child_waiter.h"

#include "nt/system/memory.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "process/children.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr unsigned kHandles = 64; // MAXIMUM_WAIT_OBJECTS; the first is the waiter's own

struct ChildWaiter {
  ChildWaiter *next;
  unsigned count; // of handles
  nt::Handle handles[kHandles];
  Child *children[kHandles];
};
ChildWaiter *g_waiters PSIG_GUARDED_BY(g_children_lock);

// Its handle has been signalled: out of the waiter, before anybody may close it.
Child *take_out(ChildWaiter *waiter, unsigned index) {
  const LockGuard guard(g_children_lock);
  Child *child = waiter->children[index];
  --waiter->count;
  waiter->handles[index] = waiter->handles[waiter->count];
  waiter->children[index] = waiter->children[waiter->count];
  return child;
}

void child_waiter_main(void *argument) {
  auto *waiter = static_cast<ChildWaiter *>(argument);
  if (library_thread_started() == nullptr) return;
  for (;;) {
    nt::Handle handles[kHandles];
    unsigned count;
    {
      const LockGuard guard(g_children_lock);
      count = waiter->count;
      for (unsigned n = 0; n < count; ++n) handles[n] = waiter->handles[n];
    }
    const int index = nt::wait_any(handles, count, nt::kForever);
    if (index > 0) children_ended(take_out(waiter, static_cast<unsigned>(index)));
  }
}

ChildWaiter *make() PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  auto *waiter = static_cast<ChildWaiter *>(nt::memory_commit(sizeof(ChildWaiter)));
  if (waiter == nullptr) return nullptr;
  waiter->handles[0] = nt::auto_event_create();
  waiter->count = 1;
  if (waiter->handles[0] == nullptr || !library_thread_begin(child_waiter_main, waiter)) {
    if (waiter->handles[0] != nullptr) nt::handle_close(waiter->handles[0]);
    nt::memory_release(waiter);
    return nullptr;
  }
  waiter->next = g_waiters;
  g_waiters = waiter;
  return waiter;
}

} // namespace

Errno child_waiter_add(Child *child) {
  g_children_lock.assert_held();
  ChildWaiter *waiter = g_waiters;
  while (waiter != nullptr && waiter->count == kHandles) waiter = waiter->next;
  if (waiter == nullptr) waiter = make();
  if (waiter == nullptr) return EAGAIN;
  waiter->handles[waiter->count] = child->process.handle;
  waiter->children[waiter->count] = child;
  ++waiter->count;
  nt::event_set(waiter->handles[0]);
  return 0;
}

} // namespace psig
