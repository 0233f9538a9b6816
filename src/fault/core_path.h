// The path of a core: a pattern as in Linux's core(5), with the facts of the end put in. Portable. [any]
#pragma once

#include <cstdint>

namespace psig {

struct CoreFacts {
  std::uint64_t pid, tid, uid, limit;
  std::uint64_t time; // seconds since 1970
  int signo;
  const wchar_t *program; // without directory and .exe
  const wchar_t *host;
};

inline constexpr unsigned kCorePathRoom = 1024; // characters, the NUL included
inline constexpr const wchar_t *kCorePattern = L"core.%e.%p.dmp";

// %p %P pid, %i %I thread, %e program, %s signal, %t time, %u user, %h host, %c limit, %% a percent sign; others are
// nothing. False: there is no room for it.
[[nodiscard]] bool core_path(const wchar_t *pattern, const CoreFacts &facts, wchar_t *out, unsigned room);

} // namespace psig
