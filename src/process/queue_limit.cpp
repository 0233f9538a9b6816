// The soft limit is the pool's; the hard one is here, and a lock that keeps the two together. The lock is a leaf.
#include "process/queue_limit.h"

#include "base/lock.h"
#include "signal/engine.h"

namespace psig {
namespace {

constinit Lock g_lock;
std::uint64_t g_hard = kQueueMax;

} // namespace

QueueLimit queue_limit() {
  const LockGuard guard(g_lock);
  return {g_engine.process.pool.limit(), g_hard};
}

void queue_limit_begin(const QueueLimit &limit) {
  g_hard = limit.hard;
  g_engine.process.pool.set_limit(static_cast<std::uint32_t>(limit.soft));
}

// What was sent before this is taken in before: the limit is about what comes after.
Errno queue_limit_set(const QueueLimit &limit) {
  if (limit.soft > limit.hard) return EINVAL;
  const Inhibit inhibit;
  absorb_mailbox();
  const LockGuard guard(g_lock);
  if (limit.hard > g_hard) return EPERM;
  queue_limit_begin(limit);
  return 0;
}

} // namespace psig
