// Who is in which group: read from the mailboxes of all processes, and from the process parameters of those that have
// none. [any]
#include "process/members.h"

#include "mailbox/names.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/ipc/section.h"
#include "nt/ipc/security.h"
#include "nt/process/target_calls.h"

namespace psig {
namespace {

struct Walk {
  bool (*visit)(const Member &member, void *argument);
  void *argument;
};

// Most processes have no mailbox, and are not opened for that.
bool has_a_name(const nt::ProcessEntry &entry) {
  const MailboxOwner owner{entry.pid, entry.created, entry.session, own_process_facts().session};
  for (unsigned n = 0; n < kNameTries; ++n)
    if (nt::section_is_there(owner.names(n).section)) return true;
  return false;
}

bool visit_entry(const nt::ProcessEntry &entry, void *argument) {
  const auto *walk = static_cast<const Walk *>(argument);
  const nt::OwnProcess &own = own_process_facts();
  if (entry.pid == 0 || entry.pid == own.pid) return true;
  Member member{entry.pid, entry.parent, entry.created, nullptr, nullptr, 0};
  PeerRef peer;
  if (peer.kept(entry.pid, entry.created)) {
    member.box = &peer->box();
    member.process = peer->process.handle;
    return walk->visit(member, walk->argument);
  }
  nt::Process process;
  PeerView view;
  if (has_a_name(entry)) {
    Errno error = nt::process_open(entry.pid, &process);
    if (error == 0) error = process.created == entry.created ? view.open(process) : ESRCH;
    member.error = error == EPERM ? EPERM : 0;
    member.box = view.box();
    member.process = process.handle;
  }
  const bool more = walk->visit(member, walk->argument);
  nt::process_close(&process);
  return more;
}

// 0 if there is no such process or the system does not say. A process that is older than the leader is no member: the
// number has been used again.
std::uint32_t console_group_of(std::uint32_t pid) {
  nt::Process process, leader;
  if (nt::process_open(pid, &process) != 0) return 0;
  std::uint32_t group = nt::g_target_calls.group(process);
  if (group != 0 && nt::process_open(group, &leader) == 0) {
    if (leader.created > process.created) group = 0;
    nt::process_close(&leader);
  }
  nt::process_close(&process);
  return group;
}

// Cheap for a process that is older than the leader: it is not looked into.
bool in_console_group(std::uint32_t pid, std::uint64_t created, std::int64_t pgid) {
  nt::Process leader;
  if (nt::process_open(static_cast<std::uint32_t>(pgid), &leader) == 0) {
    const bool older = created < leader.created;
    nt::process_close(&leader);
    if (older) return false;
  }
  return console_group_of(pid) == pgid;
}

bool own_child(const nt::Process &process) {
  const nt::OwnProcess &own = own_process_facts();
  return nt::process_parent(process.handle) == own.pid && process.created >= own.created;
}

// Sessions are the library's alone.
Errno probe_unmanaged(std::uint32_t pid, Group *group, bool *child) {
  nt::Process process;
  if (nt::process_open(pid, &process) == 0) {
    *child = own_child(process);
    nt::process_close(&process);
  }
  *group = {console_group_of(pid), 0};
  return group->pgid > 0 ? 0 : EPERM;
}

} // namespace

bool in_group(const Member &member, std::int64_t pgid) {
  if (member.error != 0) return false;
  return member.box != nullptr ? member.box->pgid.load() == pgid : in_console_group(member.pid, member.created, pgid);
}

bool of_this_user(const Member &member) {
  nt::Sid user;
  return member.box != nullptr && nt::own_user() != nullptr && nt::process_user(member.process, &user) == 0 &&
         nt::same_sid(user, *nt::own_user());
}

Errno members_visit(bool (*visit)(const Member &member, void *argument), void *argument) {
  Walk walk{visit, argument};
  return nt::processes_visit(visit_entry, &walk);
}

Errno member_probe(std::int64_t pid, Group *group, bool *child) {
  *child = false;
  if (pid == own_process_facts().pid) {
    *group = own_group();
    return 0;
  }
  PeerRef peer;
  Errno error = peer.open(static_cast<std::uint32_t>(pid));
  if (error == 0 && !nt::process_alive(peer->process.handle)) error = ESRCH;
  if (error == ENOSYS) return probe_unmanaged(static_cast<std::uint32_t>(pid), group, child);
  if (error != 0) return error == ESRCH ? ESRCH : EPERM;
  *group = {peer->box().pgid.load(), peer->box().sid.load()};
  *child = own_child(peer->process);
  return group->pgid > 0 && group->sid > 0 ? 0 : EPERM; // it is still starting
}

bool members_in(std::int64_t pgid, std::int64_t sid) {
  struct Wanted {
    Group group;
    bool found;
  } wanted{{pgid, sid}, false};
  const Errno error = members_visit(
      [](const Member &member, void *argument) {
        auto *want = static_cast<Wanted *>(argument);
        want->found = in_group(member, want->group.pgid) &&
                      (want->group.sid == 0 || (member.box != nullptr && member.box->sid.load() == want->group.sid));
        return !want->found;
      },
      &wanted);
  return error == 0 && wanted.found;
}

} // namespace psig
