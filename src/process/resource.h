// getrlimit and setrlimit (XSH getrlimit). [any]
#pragma once

#include <posix/sys/resource.h>

#include "base/errno_result.h"

namespace psig {

// Either pointer may be null: only asked, or only set.
[[nodiscard]] Errno process_rlimit(int resource, const struct rlimit *wanted, struct rlimit *former);

} // namespace psig
