// Demanding verified senders, and no longer. [thread]
// Lock: the switch, outside all others; whoever holds it may be stopped, and then only the next switching waits.
#include "base/lock.h"
#include "signal/engine.h"
#include "transport/receive.h"
#include "transport/mailbox_own.h"
#include "transport/verified.h"

namespace psig {
namespace {

constinit Lock g_switch;

} // namespace

Errno transport_require_verified(bool on) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_switch);
  if (mailbox_own() == nullptr) return ENOSYS;
  if (const Errno error = on ? verified_start() : 0) return error; // the pipe first: who is told to use it finds it
  return transport_demand(on);
}

} // namespace psig
