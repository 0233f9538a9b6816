// A control event inside another process, by a thread made there. [any], under a delivery guard
#pragma once

#include "nt/process/process_handle.h"

namespace psig {

// As nt::g_target_calls.event_inside; ESRCH as soon as the process has ended.
[[nodiscard]] Errno inject_event(const nt::Process &process, unsigned event, bool suspended, nt::Handle *thread);

} // namespace psig
