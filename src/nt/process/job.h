// Job objects: processes that belong together, whoever started them, and whether their parents still live or not.
#pragma once

#include "nt/process/process_handle.h"

namespace psig::nt {

// With kKillOnClose the system ends all its processes when the last handle is closed, however the holder ends; with
// kBreakaway what they start is not in it. EAGAIN
inline constexpr unsigned kKillOnClose = 1, kBreakaway = 2;
[[nodiscard]] Errno job_create(unsigned flags, Handle *out);
[[nodiscard]] bool is_job(Handle handle);
// From here on this process and all that it starts are in it. EPERM (it is in one that does not allow that), EBADF.
[[nodiscard]] Errno job_add(Handle job, Handle process);
[[nodiscard]] bool job_has(Handle job, const Process &process);
// Who is in it now. `pages` is for the caller to release (memory_release), after an error too. EBADF ENOMEM
struct JobMembers {
  void *pages = nullptr;
  const std::uintptr_t *pids = nullptr;
  unsigned count = 0;
};
[[nodiscard]] Errno job_members(Handle job, JobMembers *out);
[[nodiscard]] Errno job_end(Handle job, std::uint32_t status); // all at once. EPERM EBADF

} // namespace psig::nt
