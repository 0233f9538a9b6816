// The soft limit is the limit of the engine's pool, and the hard one changes with it. Lock: the engine's.
#include "process/queue_limit.h"

#include "signal/engine.h"

namespace psig {
namespace {

std::uint64_t g_hard PSIG_GUARDED_BY(g_engine.lock) = kQueueMax;

void set(const QueueLimit &limit) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  g_hard = limit.hard;
  g_engine.process.pool.set_limit(static_cast<std::uint32_t>(limit.soft));
}

} // namespace

QueueLimit queue_limit() {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  return {g_engine.process.pool.limit(), g_hard};
}

void queue_limit_begin(const QueueLimit &limit) {
  const LockGuard guard(g_engine.lock);
  set(limit);
}

// What was sent before this is taken in before: the limit is about what comes after.
Errno queue_limit_set(const QueueLimit &limit) {
  if (limit.soft > limit.hard) return EINVAL;
  const DeliveryGuard delivery;
  receive_mailbox();
  const LockGuard guard(g_engine.lock);
  if (limit.hard > g_hard) return EPERM;
  set(limit);
  return 0;
}

} // namespace psig
