// Switches the demand for verified senders on and off. [thread]
#include "mailbox/own.h"
#include "mailbox/receive.h"
#include "mailbox/verified.h"
#include "signal/engine.h"

namespace psig {

constinit Lock<LockRank::kSwitch> g_verified_switch;

Errno mailbox_require_verified(bool on) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_verified_switch);
  if (mailbox_own() == nullptr) return ENOSYS;
  if (const Errno error = on ? verified_start() : 0) return error; // the pipe first: who is told to use it finds it
  return mailbox_demand_verified(on);
}

} // namespace psig
