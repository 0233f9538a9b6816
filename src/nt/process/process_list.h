// Every process of the system, in one query.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

struct ProcessEntry {
  std::uint32_t pid, parent, session;
  std::uint64_t created;
};

// Visits until `visit` returns false. ENOMEM. [any]
[[nodiscard]] Errno processes_visit(bool (*visit)(const ProcessEntry &entry, void *argument), void *argument);

} // namespace psig::nt
