// Identity and groups. [any] A look at other processes takes locks. It has a delivery guard, or a handler could find
// one held by the thread that it has interrupted.
#include "process/identity.h"

#include "mailbox/own.h"
#include "nt/ipc/security.h"
#include "nt/process/process_handle.h"
#include "nt/thread/teb.h"
#include "process/children.h"
#include "process/group_policy.h"
#include "process/members.h"
#include "signal/engine.h"

namespace psig {
namespace {

// A child that has ended and has not been waited for keeps its group and session.
Errno probe(std::int64_t pid, Group *group, bool *child) {
  if (pid < 0 || pid > 0xFFFFFFFF) return ESRCH;
  const Errno error = member_probe(pid, group, child);
  if (error != ESRCH || !child_exists(pid, group)) return error;
  *child = true;
  return 0;
}

// In a session, or in any: 0.
bool group_exists(std::int64_t pgid, std::int64_t sid) {
  return members_in(pgid, sid) || child_group_exists(pgid, sid);
}

std::int64_t or_self(std::int64_t pid) { return pid != 0 ? pid : static_cast<std::int64_t>(nt::current_pid()); }

} // namespace

Identity process_identity() {
  const nt::Sid *user = nt::own_user();
  return {static_cast<std::int64_t>(nt::current_pid()), user != nullptr ? nt::sid_rid(*user) : 0};
}

Group process_own_group() {
  Group own;
  bool unused;
  return probe(or_self(0), &own, &unused) == 0 ? own : Group{or_self(0), or_self(0)};
}

bool process_group_exists(std::int64_t pgid) {
  const Group own = process_own_group();
  return pgid == own.pgid || group_exists(pgid, own.sid);
}

Errno process_getpgid(pid_t pid, pid_t *pgid) {
  const DeliveryGuard delivery;
  Group group;
  bool child;
  const Errno error = probe(or_self(pid), &group, &child);
  if (error == 0) *pgid = static_cast<pid_t>(group.pgid);
  return error;
}

Errno process_getsid(pid_t pid, pid_t *sid) {
  const DeliveryGuard delivery;
  Group group;
  bool child;
  const Errno error = probe(or_self(pid), &group, &child);
  if (error == 0 && group.sid == 0) return EPERM; // without the library
  if (error == 0) *sid = static_cast<pid_t>(group.sid);
  return error;
}

Errno process_setpgid(pid_t pid, pid_t pgid) {
  const DeliveryGuard delivery;
  SetpgidFacts facts{};
  facts.pid = or_self(pid);
  facts.pgid = pgid != 0 ? static_cast<std::int64_t>(pgid) : facts.pid;
  facts.self = facts.pid == or_self(0);
  if (facts.pgid < 0) return EINVAL;
  Group own, target;
  bool unused;
  if (const Errno error = probe(or_self(0), &own, &unused)) return error;
  const Errno seen = probe(facts.pid, &target, &facts.child);
  if (seen != 0 && !facts.child) return ESRCH; // nobody, or somebody else's
  facts.caller_sid = own.sid;
  facts.target_sid = target.sid;
  facts.group_in_session = facts.pgid == own.pgid || (facts.pgid != facts.pid && group_exists(facts.pgid, own.sid));
  const Errno error = may_setpgid(facts);
  if (error == 0) own_group_set(facts.pgid);
  return error;
}

Errno process_setsid(pid_t *sid) {
  const DeliveryGuard delivery;
  Group own;
  bool unused;
  if (const Errno error = probe(or_self(0), &own, &unused)) return error;
  if (own.pgid == or_self(0) || group_exists(or_self(0), 0)) return EPERM;
  own_session_begin();
  *sid = static_cast<pid_t>(or_self(0));
  return 0;
}

} // namespace psig
