// posix_spawn().
#pragma once

#include "process/spawn_request.h"

namespace psig {

[[nodiscard]] Errno process_spawn(const SpawnRequest *request, pid_t *pid); // [thread]

// Makes a group that of the terminal behind a handle; and whether some process has set such a group on our console. The
// console room brings them.
using SetTerminalGroup = Errno (*)(void *handle, std::int64_t pgid);
void process_terminal(SetTerminalGroup set, bool (*taken)());

} // namespace psig
