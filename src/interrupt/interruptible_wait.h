// The wait of which the replacements are made (foreign_wait.h), in which handlers run: for the caller's handles and the
// thread's event. The caller's come first, so they win if both are signalled. What is pending then is delivered as the
// wait returns. [thread]
#pragma once

#include "nt/thread/foreign_calls.h"
#include "signal/thread.h"

namespace psig {

// The calling thread if handlers may run in a wait of its, with or without its event made; null: the bare call.
[[nodiscard]] Thread *may_wait();
[[nodiscard]] Thread *waiter();

// Called from under exception dispatch, the heap or Winsock no handler runs (docs/adr/0016). The walk is dear, so it is
// done when a signal has come. Guarded.
[[nodiscard]] bool may_run_here(Thread *thread);

// One bare wait for so many milliseconds, with the thread's event: what it answers, or kWoken for the event.
inline constexpr unsigned long kWoken = 0xFFFFFFFE;
using BareWait = unsigned long (*)(const void *argument, unsigned long milliseconds);
// The answer of the first that has another one; the last error is the bare call's. Not guarded on entry.
[[nodiscard]] unsigned long interruptible_wait(Thread *thread, unsigned long milliseconds, BareWait wait,
                                               const void *argument);
template <typename Wait>
[[nodiscard]] unsigned long interruptible_wait(Thread *thread, unsigned long milliseconds, const Wait &wait) {
  const BareWait call = [](const void *argument, unsigned long left) {
    return (*static_cast<const Wait *>(argument))(left);
  };
  return interruptible_wait(thread, milliseconds, call, &wait);
}

// Until one of `count` handles is signalled, of which there is room for one more.
[[nodiscard]] unsigned long interruptible_wait_any(Thread *thread, nt::Handle *handles, unsigned count,
                                                   unsigned long milliseconds, int alertable);

// The same for one. That of a thread may be closed meanwhile, as winpthreads closes one that it has not made itself
// when that thread ends; a bare wait goes on then, and so does this one after a handler.
[[nodiscard]] unsigned long interruptible_wait_one(Thread *thread, nt::Handle handle, unsigned long milliseconds,
                                                   int alertable);

// Handles that stand for something without being one: this process, this thread, the console's.
[[nodiscard]] inline bool is_pseudo(nt::Handle handle) { return reinterpret_cast<std::intptr_t>(handle) < 0; }

} // namespace psig
