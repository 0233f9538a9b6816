// The system calls that reach another thread, or wait for one, in one table that tests may override with doubles for
// what a system lacks.
#pragma once

#include <cstdint>

#include <posix/signal.h>

namespace psig::nt {

using Handle = void *;
using ApcFunction = void (*)(std::uintptr_t argument);
// A special user APC runs with the context it interrupted.
using SpecialApcFunction = void (*)(std::uintptr_t argument, mcontext_t *interrupted);

struct SystemCalls {
  bool (*suspend)(Handle thread);
  void (*resume)(Handle thread);
  bool (*get_context)(Handle thread, mcontext_t *context); // control, integer and exception state
  bool (*set_context)(Handle thread, const mcontext_t *context);
  bool (*queue_apc)(Handle thread, ApcFunction function, std::uintptr_t argument);
  bool (*queue_special_apc)(Handle thread, SpecialApcFunction function,
                            std::uintptr_t argument); // null: the system has none
  // For handles, where a signal may come in between the last look and this (multi_wait.h).
  int (*wait_any)(const Handle *handles, unsigned count, std::uint64_t deadline);
  // User shadow stacks (CET): the processor compares return addresses, and the system the contexts that a thread is
  // given. To write either ends the process.
  bool shadow_stacks;
};

extern SystemCalls g_calls;

// Probes the special user APC by queueing one to the calling thread: the export alone proves nothing
// (dotnet/runtime#80087). Asks whether there are shadow stacks. [any]
void system_calls_start();

} // namespace psig::nt
