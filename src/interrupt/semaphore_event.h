// The event on which the waiters of a semaphore sleep. A used one is never closed, because a post may still be about to
// set it. If it is set for nothing, its next user looks once more. [any]
#pragma once

#include <posix/semaphore.h>

#include "nt/thread/multi_wait.h"

namespace psig {

// Made at the first need; null if it cannot be.
[[nodiscard]] nt::Handle semaphore_event(sem_t *sem);
// Of one between processes, by its id.
[[nodiscard]] nt::Handle semaphore_event_of(unsigned long long id);
// The semaphore is no more: its event is kept for another one.
void semaphore_event_forget(sem_t *sem);

} // namespace psig
