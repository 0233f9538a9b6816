// Handlers that were installed by a CRT's own signal(). They expect the CRT's numbers, a second argument for SIGFPE,
// and _pxcptinfoptrs. Each function has a handler of ours that stands for it in the engine, so that a caller who reads
// a disposition and puts it back later puts back the same function.
#pragma once

#include <cstdint>

#include "base/lock.h"

namespace psig::crt {

extern Lock<LockRank::kBridge> g_bridge_lock; // calls.cpp

// The handler (a SA_SIGINFO one) that calls this function; the same for the same function.
std::uintptr_t handler_for(std::uintptr_t function) PSIG_REQUIRES(g_bridge_lock);
// The function behind such a handler; 0 if the handler is none of these. [any]
std::uintptr_t function_behind(std::uintptr_t handler);

} // namespace psig::crt
