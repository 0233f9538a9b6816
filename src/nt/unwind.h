// One step up a suspended thread's stack, without locks or allocation.
#pragma once

#include <posix/signal.h>

#include "nt/modules.h"

namespace psig::nt {

// Replaces `context` by its caller's. False at the end, or where the tables say nothing reliable. [suspended]
bool unwind_step(const Module &module, mcontext_t *context);

// Whether the code at an address belongs to the exception or call-back machinery, where no return address may be
// touched: an exception that is in flight would unwind through it. [suspended]
bool unwind_forbidden(const Module &module, std::uintptr_t address);

// Finds the machinery's functions. [loader]
void unwind_start();

} // namespace psig::nt
