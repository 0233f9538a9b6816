// RLIMIT_CORE: how large a core this process may leave behind. Children of posix_spawn() inherit it. Portable. [any]
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig {

inline constexpr std::uint64_t kUnlimited = ~std::uint64_t{0}; // RLIM_INFINITY

struct CoreLimit {
  std::uint64_t soft = 0, hard = kUnlimited; // bytes; 0: no core
};

[[nodiscard]] CoreLimit core_limit();
[[nodiscard]] std::uint64_t core_limit_soft(); // without the lock: for a process that ends
// XSH setrlimit. EINVAL: soft above hard; EPERM: a hard limit is never raised again.
[[nodiscard]] Errno core_limit_set(const CoreLimit &limit);
// At start: what the parent has given, before anybody can have asked.
void core_limit_begin(const CoreLimit &limit);

// What POSIX_SIGNALS_CORE says: "unlimited" or a number of bytes, of KiB with k, of MiB with m, of GiB with g after it.
// False: nothing of the kind.
[[nodiscard]] bool core_size_from_text(const wchar_t *text, std::uint64_t *size);

} // namespace psig
