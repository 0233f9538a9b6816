// Process groups and sessions as rules: what setpgid() may do, and what a process starts with. Portable.
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

struct Group {
  std::int64_t pgid = 0, sid = 0;
};
struct StartFacts {
  std::int64_t pid;
  bool ancestor_has_library; // the nearest one that does
  Group ancestor_group;      // 0 where it has not said so yet
  bool leader_between;       // one without the library, on the way to that ancestor, leads the console group
  std::int64_t parent;       // its pid, 0 if there is none
  std::int64_t console_group;
};
[[nodiscard]] Group starting_group(const StartFacts &facts);

} // namespace psig
