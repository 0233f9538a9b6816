// Terminal-services sessions: each has its own namespace for named objects.
#pragma once

#include <cstdint>

namespace psig::nt {

[[nodiscard]] std::uint32_t session_of(std::uint32_t pid); // 0 if the system does not say

} // namespace psig::nt
