// Semaphores (XSH sem_*). The value and the number of waiters are one word of the semaphore. A waiter sleeps on an
// event that says only that the value has gone up:
//
//   wait: take one if there is one; waiters + 1; look again; sleep; waiters - 1; and again
//   post: value + 1; if there are waiters, set the event, which wakes one
//   who leaves, however, sets it again if there is something left and somebody who waits
//
// After the one step in which it adds, a post does not touch the semaphore: the thread that has taken that one may
// destroy it. Nothing is locked, so a handler may post on top of anything.
#pragma once

#include <ctime>

#include "base/errno_result.h"

struct posix_semaphore; // sem_t of <posix/semaphore.h>, which does not get on with that of winpthreads

namespace psig {

[[nodiscard]] Errno semaphore_init(posix_semaphore *sem, bool shared, unsigned value);
[[nodiscard]] Errno semaphore_destroy(posix_semaphore *sem);
[[nodiscard]] Errno semaphore_post(posix_semaphore *sem); // [any]
[[nodiscard]] Errno semaphore_try(posix_semaphore *sem);  // EAGAIN [any]
[[nodiscard]] Errno semaphore_value(posix_semaphore *sem, int *value);
// Null `until`: for ever. Of the monotonic clock, or of the real-time one. ETIMEDOUT, EINTR, ECANCELED. [thread]
[[nodiscard]] Errno semaphore_wait(posix_semaphore *sem, const struct timespec *until, bool monotonic);

// For named ones: what a new one is in memory, and whether this is one; what this process has kept for it goes.
void semaphore_fill(posix_semaphore *sem, bool shared, unsigned value);
[[nodiscard]] bool semaphore_is(const posix_semaphore *sem);

} // namespace psig
