// The starting values of docs/design.md, 5. Portable. [any]
#include "mailbox/group.h"

namespace psig {

// A program started by one without the library is a job of its own, as if by a shell; and all that one such "shell"
// starts is one session, so that they can form groups together.
Group starting_group(const StartFacts &facts) {
  const Group &inherited = facts.ancestor_group;
  if (facts.ancestor_has_library && inherited.pgid > 0 && inherited.sid > 0)
    return {facts.leader_between ? facts.console_group : inherited.pgid, inherited.sid};
  return {facts.console_group > 0 ? facts.console_group : facts.pid, facts.parent > 0 ? facts.parent : facts.pid};
}

} // namespace psig
