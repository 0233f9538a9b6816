// Waiting for the ends of any number of children: threads of the library's, one for every 63 that live at a time.
#pragma once

#include "base/errno_result.h"

namespace psig {

struct Child;

// From here on children_ended() is called when it has ended. EAGAIN. Under the children's lock.
[[nodiscard]] Errno child_waiter_add(Child *child);

} // namespace psig
