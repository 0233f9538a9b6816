// An event that resets itself, named by an id, to wake threads that sleep on a word in shared memory.
#pragma once

#include "nt/ipc/security.h"

namespace psig::nt {

// The same one for all processes of the user's. Null if it cannot be had. [any]
[[nodiscard]] Handle wake_event(unsigned long long id);

} // namespace psig::nt
