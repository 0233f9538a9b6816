// The program's memory, as a kernel reads and writes it: a bad address is an error, not a fault.
//
//   user_read, user_write -> psig_user_copy (arch/<cpu>/user_copy.S) -> access violation
//                              ^ EFAULT <- its own frame handler, or user_copy_fault() where faults come first
//
// Nothing is asked beforehand, so memory that another thread unmaps meanwhile is no race. No lock. [any]
#pragma once

#include <cstddef>
#include <cstdint>

#include <posix/signal.h>

#include "base/errno_result.h"

namespace psig {

// 0 or EFAULT; then part of it may have been copied. EngineTable::user_copy
extern "C" Errno psig_user_copy(void *to, const void *from, std::size_t size);

template <typename T> Errno user_read(T *own, const T *user) { return psig_user_copy(own, user, sizeof(T)); }
template <typename T> Errno user_write(T *user, const T &own) { return psig_user_copy(user, &own, sizeof(T)); }

// A fault of that routine: its context then returns EFAULT. For vectored handlers, which come before frames. [dispatch]
[[nodiscard]] bool user_copy_fault(std::uint32_t code, mcontext_t *context);

} // namespace psig
