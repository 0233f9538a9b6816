// The engine's side of EngineTable: it checks arguments, returns error numbers, and delivers before it returns. [any]
// unless the public header says [thread].
#pragma once

#include "signal/engine_table.h"

namespace psig::entry {

#define X(result, name, parameters) result name parameters;
PSIG_ENGINE_ENTRIES(X)
#undef X
// action(), but nothing is delivered before it.
Errno action_alone(int sig, const struct sigaction *act, struct sigaction *old);

} // namespace psig::entry
