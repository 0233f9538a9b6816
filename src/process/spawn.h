// posix_spawn().
#pragma once

#include "nt/process/process_create.h"
#include "process/spawn_request.h"

namespace psig {

[[nodiscard]] Errno process_spawn(const SpawnRequest *request, pid_t *pid); // [thread]

// In two steps: the child is there, and all is entered, but it has not run.
struct NewChild {
  nt::NewProcess made;
  pid_t pid = 0;
  bool has_library = false;
};
[[nodiscard]] Errno process_spawn_suspended(const SpawnRequest *request, NewChild *child); // [thread], guarded
void process_spawn_begin(NewChild *child);

// Makes a group that of the terminal behind a handle; and whether some process has set such a group on our console. The
// console room brings them.
using SetTerminalGroup = Errno (*)(void *handle, std::int64_t pgid);
void process_terminal(SetTerminalGroup set, bool (*taken)());

} // namespace psig
