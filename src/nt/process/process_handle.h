// Processes by pid, distinguished from later ones with the same pid by their creation time.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

using Handle = void *;

struct Process {
  Handle handle = nullptr; // to wait for it and to query it
  std::uint32_t pid = 0;
  std::uint64_t created = 0;
};

// A live process. ESRCH: none, or ended and only still referenced; EPERM: not ours to look at.
[[nodiscard]] Errno process_open(std::uint32_t pid, Process *out);
// The same, but only one that is older than `born`, as a parent is: a later process with its pid is ESRCH.
[[nodiscard]] Errno process_open_older(std::uint32_t pid, std::uint64_t born, Process *out);
// Whether the process of a claim (base/claim.h) lives: ESRCH, or EPERM where it cannot be told.
[[nodiscard]] Errno process_claimed(std::uint64_t claim);
// The process behind somebody's handle, ended or not, by a handle of our own. EBADF: it is no process's.
[[nodiscard]] Errno process_from_handle(Handle handle, Process *out);
void process_close(Process *process);
[[nodiscard]] bool process_alive(Handle process);
// Its end has begun, and with it that of its memory and of what it has open; it may still be alive for the former.
[[nodiscard]] bool process_ending(Handle process);
// Whether this very process may be terminated by us, and doing it. ESRCH, EPERM.
[[nodiscard]] Errno process_may_terminate(const Process &process);
[[nodiscard]] Errno process_terminate(const Process &process, std::uint32_t status);

// Whether it ended within so many milliseconds (below 0: however long it takes), with its exit status. [thread]
[[nodiscard]] bool process_wait(Handle process, long long milliseconds, std::uint32_t *status);

[[nodiscard]] std::uint32_t process_parent(Handle process); // 0 if the system does not say

// The calling process.
struct OwnProcess {
  std::uint32_t pid, parent, session, console_group; // console_group: 0 if the system does not say
  std::uint64_t created;
};
[[nodiscard]] OwnProcess own_process();

} // namespace psig::nt
