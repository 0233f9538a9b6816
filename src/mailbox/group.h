// A process group with its session, as mailboxes have them, and those with which a process starts. Portable.
#pragma once

#include <cstdint>

namespace psig {

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
