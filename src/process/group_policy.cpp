// XSH setpgid. Portable. [any]
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

} // namespace psig
