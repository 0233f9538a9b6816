// Takes a CRT over: what was set in it before moves to the engine, and its own aborts lead to abort_process().
#pragma once

#include "nt/crt/crt_modules.h"

namespace psig::crt {

// Once for each CRT, from the first call that comes through it: only then it is sure to be ready. [any]
void adopt(int slot);
// Null before that.
const nt::Crt *adopted_in(int slot);

} // namespace psig::crt
