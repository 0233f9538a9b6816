// The rules of process groups and sessions: what setpgid() may do. Portable.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig {

// What setpgid(pid, pgid) has to know; `pid` and `pgid` have their zeros replaced.
struct SetpgidFacts {
  std::int64_t pid, pgid;
  bool self;                           // of the caller itself
  bool child;                          // of a child of the caller, alive or not waited for
  std::int64_t caller_sid, target_sid; // the latter 0 where it is not known: without the library
  bool group_in_session;               // the group exists in the caller's session
};
[[nodiscard]] Errno may_setpgid(const SetpgidFacts &facts); // EINVAL ESRCH EPERM EACCES

} // namespace psig
