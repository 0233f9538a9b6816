// A process in one word, so that a claim is one compare-and-swap: its pid, and the low half of its creation time, which
// distinguishes it from a later process with the same pid.
#pragma once

#include <cstdint>

namespace psig {

constexpr std::uint64_t claim_of(std::uint32_t pid, std::uint64_t created) {
  return static_cast<std::uint64_t>(pid) << 32 | (created & 0xFFFFFFFF);
}
constexpr std::uint32_t claim_pid(std::uint64_t claim) { return static_cast<std::uint32_t>(claim >> 32); }

} // namespace psig
