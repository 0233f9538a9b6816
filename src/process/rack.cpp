// A rack is a thread in one WaitForMultipleObjects: documented, and without the system's pool of threads, whose members
// would count as threads of the program that a signal may be delivered to. Lock: the children's. [any]
#include "process/rack.h"

#include "nt/event.h"
#include "nt/memory.h"
#include "nt/multi_wait.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "process/children.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr unsigned kHandles = 64; // MAXIMUM_WAIT_OBJECTS; the first is the rack's own

struct Rack {
  Rack *next;
  unsigned count; // of handles
  nt::Handle handles[kHandles];
  Child *children[kHandles];
};
Rack *g_racks;

// Its handle has been signalled: out of the rack, before anybody may close it.
Child *take_out(Rack *rack, unsigned index) {
  const LockGuard guard(g_children_lock);
  Child *child = rack->children[index];
  --rack->count;
  rack->handles[index] = rack->handles[rack->count];
  rack->children[index] = rack->children[rack->count];
  return child;
}

void rack_main(void *argument) {
  auto *rack = static_cast<Rack *>(argument);
  if (library_thread_started() == nullptr) return;
  for (;;) {
    nt::Handle handles[kHandles];
    unsigned count;
    {
      const LockGuard guard(g_children_lock);
      count = rack->count;
      for (unsigned n = 0; n < count; ++n) handles[n] = rack->handles[n];
    }
    const int index = nt::wait_any(handles, count, nt::kForever);
    if (index > 0) children_ended(take_out(rack, static_cast<unsigned>(index)));
  }
}

Rack *make() {
  auto *rack = static_cast<Rack *>(nt::memory_commit(sizeof(Rack)));
  if (rack == nullptr) return nullptr;
  rack->handles[0] = nt::auto_event_create();
  rack->count = 1;
  if (rack->handles[0] == nullptr || !library_thread_begin(rack_main, rack)) {
    if (rack->handles[0] != nullptr) nt::handle_close(rack->handles[0]);
    nt::memory_release(rack);
    return nullptr;
  }
  rack->next = g_racks;
  g_racks = rack;
  return rack;
}

} // namespace

Errno rack_add(Child *child) {
  Rack *rack = g_racks;
  while (rack != nullptr && rack->count == kHandles) rack = rack->next;
  if (rack == nullptr) rack = make();
  if (rack == nullptr) return EAGAIN;
  rack->handles[rack->count] = child->process.handle;
  rack->children[rack->count] = child;
  ++rack->count;
  nt::event_set(rack->handles[0]);
  return 0;
}

} // namespace psig
