// XSH setpgid, and the starting values of docs/design.md, 5. Portable. [any]
#include "process/group_policy.h"

namespace psig {

// XSH setpgid, in Linux' order: EINVAL for a negative group; for a child EPERM in another session, else EACCES, since
// every child of posix_spawn() has run its image from the start, as after exec; ESRCH for anybody else; EPERM for a
// session leader, and for a group that is not in the session.
Errno may_setpgid(const SetpgidFacts &facts) {
  if (facts.pgid < 0) return EINVAL;
  if (facts.child) return facts.target_sid != 0 && facts.target_sid != facts.caller_sid ? EPERM : EACCES;
  if (!facts.self) return ESRCH;
  if (facts.target_sid == facts.pid) return EPERM;
  if (facts.pgid != facts.pid && !facts.group_in_session) return EPERM;
  return 0;
}

// A program started by one without the library is a job of its own, as if by a shell; and all that one such "shell"
// starts is one session, so that they can form groups together.
Group starting_group(const StartFacts &facts) {
  const Group &inherited = facts.ancestor_group;
  if (facts.ancestor_has_library && inherited.pgid > 0 && inherited.sid > 0)
    return {facts.leader_between ? facts.console_group : inherited.pgid, inherited.sid};
  return {facts.console_group > 0 ? facts.console_group : facts.pid, facts.parent > 0 ? facts.parent : facts.pid};
}

} // namespace psig
