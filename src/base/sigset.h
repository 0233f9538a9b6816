// The signal set as one 64-bit word: signal n is bit n-1. Portable and constexpr; used in every context.
#pragma once

#include <bit>
#include <cstdint>

namespace psig {

using SigSet = std::uint64_t;

inline constexpr int kSigMax = 64;
inline constexpr int kSigRtMin = 34;
inline constexpr SigSet kAllSignals = ~SigSet{0};

constexpr bool is_signo(int signo) { return signo >= 1 && signo <= kSigMax && signo != 33; }
constexpr bool is_realtime(int signo) { return signo >= kSigRtMin && signo <= kSigMax; }
// The analyzer does not know what lowest() returns.
// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
constexpr SigSet bit(int signo) { return SigSet{1} << (signo - 1); }
constexpr bool has(SigSet set, int signo) { return (set & bit(signo)) != 0; }

// The lowest-numbered member; the set must not be empty.
constexpr int lowest(SigSet set) { return std::countr_zero(set) + 1; }

} // namespace psig
