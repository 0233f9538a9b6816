// sem_open() and its like: semaphores between processes, by name, each in a file of its own. [thread]
#pragma once

#include "base/errno_result.h"

struct posix_semaphore;

namespace psig {

inline constexpr unsigned kSemCreate = 1, kSemExclusive = 2;

[[nodiscard]] Errno semaphore_open(const char *name, unsigned flags, unsigned value, posix_semaphore **out);
[[nodiscard]] Errno semaphore_close(posix_semaphore *sem);
[[nodiscard]] Errno semaphore_unlink(const char *name);

} // namespace psig
