// Waits for the ends of any number of children, by library threads, one for every 63 that live at a time.
#pragma once

#include "process/children.h"

namespace psig {

// From here on children_ended() is called when it has ended. EAGAIN.
[[nodiscard]] Errno child_waiter_add(Child *child) PSIG_REQUIRES(g_children_lock);

} // namespace psig
