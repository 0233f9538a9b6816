// A thread's alternate signal stack. [any]
#pragma once

#include <cstdint>

#include <posix/signal.h>

namespace psig {

[[nodiscard]] inline bool altstack_enabled(const stack_t &stack) { return (stack.ss_flags & SS_DISABLE) == 0; }
[[nodiscard]] inline std::uintptr_t altstack_bottom(const stack_t &stack) {
  return reinterpret_cast<std::uintptr_t>(stack.ss_sp);
}
[[nodiscard]] inline std::uintptr_t altstack_top(const stack_t &stack) {
  return altstack_bottom(stack) + stack.ss_size;
}

// Whether a stack pointer is on it; at its top nothing has been pushed yet.
[[nodiscard]] inline bool on_altstack(const stack_t &stack, std::uintptr_t sp) {
  return altstack_enabled(stack) && sp > altstack_bottom(stack) && sp <= altstack_top(stack);
}

} // namespace psig
