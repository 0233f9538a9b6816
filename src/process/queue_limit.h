// RLIMIT_SIGPENDING: how many signals may be queued to this process. Children of posix_spawn() inherit it. [any]
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "signal/pending.h"

namespace psig {

struct QueueLimit {
  std::uint64_t soft = kQueueMax, hard = kQueueMax;
};

[[nodiscard]] QueueLimit queue_limit();
// XSH setrlimit. EINVAL: soft above hard; EPERM: a hard limit is never raised again.
[[nodiscard]] Errno queue_limit_set(const QueueLimit &limit);
// At start: what the parent has given, before anybody can have asked. Under a delivery guard, or no thread yet.
void queue_limit_begin(const QueueLimit &limit);

} // namespace psig
