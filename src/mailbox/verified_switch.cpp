// Demanding verified senders, and no longer. [thread]
// Lock: the switch, outside all others; whoever holds it may be stopped, and then only the next switching waits.
#include "base/lock.h"
#include "mailbox/own.h"
#include "mailbox/receive.h"
#include "mailbox/verified.h"
#include "signal/engine.h"

namespace psig {
namespace {

constinit Lock<LockRank::kSwitch> g_switch;

} // namespace

Errno mailbox_require_verified(bool on) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_switch);
  if (mailbox_own() == nullptr) return ENOSYS;
  if (const Errno error = on ? verified_start() : 0) return error; // the pipe first: who is told to use it finds it
  return mailbox_demand_verified(on);
}

} // namespace psig
