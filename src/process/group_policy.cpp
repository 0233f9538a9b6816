// XSH setpgid, and the starting values of design section 5. Pure. [any]
#include "process/group_policy.h"

namespace psig {

// XSH setpgid: EINVAL for a value that is no group; ESRCH for a process that is neither the caller nor a child; EPERM
// for a session leader, a child of another session, or a group that is not in the session. EACCES cannot come: every
// child of a Windows process has its image from the start, so a parent may move it at any time.
Errno may_setpgid(const SetpgidFacts &facts) {
  if (facts.pgid <= 0 || facts.pgid > 0xFFFFFFFF) return EINVAL;
  if (!facts.self && !facts.child) return ESRCH;
  if (facts.target_sid == facts.pid || facts.target_sid != facts.caller_sid) return EPERM;
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
