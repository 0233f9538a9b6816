// The receiving half, for the sending one: a group may contain the sender.
#pragma once

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

Errno transport_post_self(const Record &record);

} // namespace psig
