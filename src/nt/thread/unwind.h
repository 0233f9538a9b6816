// One step up a suspended thread's stack, without locks or allocation, and which of the system's functions matter
// there.
#pragma once

#include <posix/signal.h>

#include "nt/module/modules.h"
#include "nt/thread/teb.h"

namespace psig::nt {

// Replaces `context` by its caller's. False at the end, or where the tables say nothing reliable. [suspended]
bool unwind_step(const Module &module, mcontext_t *context);
// The same, and false where they would lead out of the stack: for code of whatever kind.
bool unwind_step(const Module &module, const StackLimits &stack, mcontext_t *context);

// What it means to be called from under a function of the system.
enum class Under : unsigned char {
  kNothing,
  kMachinery, // exceptions and call-backs: no return address may be touched beyond
  kApc,       // the same, of a user APC
  kException, // the same, with an exception in flight: whatever the code held that raised it is held
  kLock,      // it calls back with a lock that much else needs
};
[[nodiscard]] Under unwind_under(const Module &module, std::uintptr_t address);

// Finds the machinery's functions. [loader]
void unwind_start();

} // namespace psig::nt
