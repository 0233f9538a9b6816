// posix_spawn().
#pragma once

#include "process/spawn_request.h"

namespace psig {

[[nodiscard]] Errno process_spawn(const SpawnRequest *request, pid_t *pid); // [thread]

} // namespace psig
