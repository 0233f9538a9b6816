// wait(), waitpid(), waitid().
#pragma once

#include "process/spawn_request.h"

namespace psig {

// ECHILD EINTR EINVAL; 0 with pid 0: WNOHANG. [thread]
[[nodiscard]] Errno process_wait(const WaitRequest *asked, WaitResult *result);

} // namespace psig
