// Who this process is, as its signals say. The runtime fills it in at start.
#pragma once

#include <cstdint>

namespace psig {

struct Identity {
  std::int64_t pid = 0;
  std::uint32_t uid = 0; // the last part (RID) of the user's SID
};

extern Identity g_identity;

} // namespace psig
