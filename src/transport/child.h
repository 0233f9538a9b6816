// Parent and child over their mailboxes.
#pragma once

#include "process/child_link.h"

namespace psig {

[[nodiscard]] ChildLink transport_children();

} // namespace psig
