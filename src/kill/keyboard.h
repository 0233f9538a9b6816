// Signals from the keys of a terminal, for the foreground process group.
#pragma once

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

// To every member but the caller. Of those without the library, SIGINT goes to them that the console's own Ctrl-C does
// not reach: the others have had it. [any], under a delivery guard
void keyboard_signal(std::int64_t pgid, const Record &record);

} // namespace psig
