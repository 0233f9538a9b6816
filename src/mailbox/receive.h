// The receiving half, for the rest of the component.
#pragma once

#include "base/errno_result.h"
#include "base/record.h"
#include "mailbox/layout.h"
#include "mailbox/verified.h"

namespace psig {

// The mailbox is no longer read, and says so, after what it held has been taken; or it is read again. EAGAIN: some of
// that finds no room in the engine.
[[nodiscard]] Errno mailbox_demand_verified(bool on) PSIG_REQUIRES(g_verified_switch);
// Receiver::withdraw() of the mailbox.
[[nodiscard]] bool mailbox_withdraw(const Placed &placed, std::uint64_t claim);

} // namespace psig
