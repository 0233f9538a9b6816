// Jobs: signals to all processes of a Windows job object, and the wait until none is left. The engine table's entries.
#pragma once

#include <posix/spawn.h>

#include "base/errno_result.h"

namespace psig {

[[nodiscard]] Errno job_create(bool kill_on_close, posix_job_t *out); // EAGAIN [any]
[[nodiscard]] Errno job_close(posix_job_t job);                       // EBADF [any]
// To every process in it but the caller, who comes last if he is one. Success if any took it, else what the first said.
// EBADF ESRCH EPERM ENOSYS ENOMEM. [any]
[[nodiscard]] Errno job_kill(posix_job_t job, int signo);
// Until no process but the caller is left in it, at most *milliseconds (null: for ever). EBADF ENOMEM [thread]
[[nodiscard]] Errno job_wait(posix_job_t job, int *milliseconds, bool *empty);

} // namespace psig
