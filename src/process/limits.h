// sysconf(): the limits of signals, and the few others for which portable programs ask. [any]
#pragma once

namespace psig {

// -1 for a name that is none of ours.
[[nodiscard]] long process_limit(int name);

} // namespace psig
