// Exceptions as the process sees them. The first chance is a vectored handler, which stands behind all that are there.
// The last chance is the filter for unhandled exceptions, which stays in front of those that others set before or
// after.
#pragma once

#include <cstdint>

#include <posix/signal.h>

namespace psig::nt {

struct Exception {
  std::uint32_t status; // NTSTATUS
  bool continuable;
  std::uintptr_t address; // of the instruction
  std::uintptr_t parameters[3];
  unsigned parameter_count;
  void *pointers; // EXCEPTION_POINTERS
};

enum class Answer {
  kSearch,   // somebody else's
  kContinue, // with the context as it is now
  kEnd,      // last-chance only: nobody's; the process ends
};

struct FaultHooks {
  Answer (*first_chance)(const Exception &exception, mcontext_t *context); // kSearch, kContinue. [dispatch]
  Answer (*last_chance)(const Exception &exception, mcontext_t *context);  // [dispatch]
  // Last-chance, when every other filter has declined too. [dispatch]
  void (*ending)(const Exception &exception, const mcontext_t *context);
};

// The filter for unhandled exceptions, for good. Once. [thread]
void fault_hooks_install(const FaultHooks &hooks);
// The vectored handler comes and goes. Allocates; not twice at the same time. [any]
void fault_first_chance(bool on);

[[nodiscard]] bool being_debugged(); // a debugger then gets what no frame handles, and the filter nothing

enum class PageState { kFree, kReserved, kCommitted };
[[nodiscard]] PageState page_state(std::uintptr_t address);

} // namespace psig::nt
