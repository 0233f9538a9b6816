// Waiting for handles of the system beside signals, for calls that block in something else than the engine's own words.
// No handler runs inside. So the caller can first let go of what a handler must not find: I/O under way, or memory that
// a siglongjmp() out of the handler would lose.
//
//   { arm; error = wait_handles(...); disarm; }   EAGAIN: a signal may be there
//   wait_deliver(thread)                          runs the handlers (signal_wait.h)
#pragma once

#include "nt/thread/multi_wait.h"
#include "signal/thread.h"
#include "signal/wake.h"

namespace psig {

inline constexpr unsigned kMostWaitHandles = 63; // of 64 that the system waits for at once

// Until one of `count` handles is signalled: 0, and in *which the first such; ETIMEDOUT at `deadline` (nt::now_ns()
// time, or nt::kForever); EAGAIN: something may be deliverable, or it was woken for nothing; ECANCELED: nothing has
// been waited for; EBADF: a handle is none; EINVAL: more than kMostWaitHandles. What is deliverable already comes
// before handles that are signalled: who has data looks at them first. Guarded on entry and on return. [thread]
[[nodiscard]] Errno wait_handles(Thread *thread, const nt::Handle *handles, unsigned count, std::uint64_t deadline,
                                 unsigned *which);

// An event for operations of the system's that this thread begins and sees to the end, one at a time; it resets itself.
// Null for want of resources. Guarded. [target]
[[nodiscard]] void *io_event(Thread *thread);
// For waits that are not this one (src/interrupt/foreign_wait.h): what wakes the calling thread while WaitsForHandles
// lives, an event that resets itself; null for want of resources. [target]
[[nodiscard]] nt::Handle wait_event(Thread *thread);

// Publishes that the thread waits, that event among what it waits for; then it looks once more at what is deliverable,
// then it blocks. The event is made before.
class WaitsForHandles {
public:
  explicit WaitsForHandles(Thread *thread) : thread_(thread) { thread->waiting.store(kWaitingForHandles); }
  ~WaitsForHandles() { waits_no_more(thread_); }
  WaitsForHandles(const WaitsForHandles &) = delete;
  WaitsForHandles &operator=(const WaitsForHandles &) = delete;

private:
  Thread *thread_;
};

} // namespace psig
