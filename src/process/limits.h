// sysconf(): the limits that signals have, and the few others that portable programs ask for. [any]
#pragma once

namespace psig {

// -1 for a name that is none of ours.
[[nodiscard]] long process_limit(int name);

} // namespace psig
