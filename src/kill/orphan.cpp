// Windows does not report that a process has become an orphan, and a process that is terminated runs nothing more. So
// its children watch for its end, and the eldest of those that are in the group acts for it. [any]
//
// Not seen: a group that is orphaned by the end of a member without children in it.
#include "kill/orphan.h"

#include "base/signal_numbers.h"
#include <initializer_list>

#include "kill/send.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "process/members.h"
#include "signal/engine.h"

namespace psig {
namespace {

nt::Process g_parent; // these three by the dispatcher alone
nt::Section g_parent_box;
constinit std::uint32_t g_grandparent = 0;

bool links(const Group &parent, const Group &group) {
  return parent.sid == group.sid && parent.pgid > 0 && parent.pgid != group.pgid;
}

// Whether the parent of a process born then lives, in the same session but another group.
bool parent_links(std::uint32_t parent, std::uint64_t born, const Group &group) {
  if (parent == own_process_facts().pid) return links(own_group(), group);
  nt::Process process;
  if (nt::process_open_older(parent, born, &process) != 0) return false;
  PeerView view;
  const bool linked = view.open(process) == 0 && links({view.box()->pgid.load(), view.box()->sid.load()}, group);
  nt::process_close(&process);
  return linked;
}

// The parent's own tie, as it was when it ended.
bool was_link(const Group &group) {
  const auto *box = static_cast<const Mailbox *>(g_parent_box.view);
  const Group parent{box->pgid.load(), box->sid.load()};
  if (parent.pgid == group.pgid) return parent_links(g_grandparent, g_parent.created, group);
  return links(parent, group);
}

// Of the members that the same parent has left behind: whether this process is the first, so that one alone speaks.
struct Bereaved {
  std::int64_t pgid;
  bool first, stopped;
};

bool judge_member(const Member &member, void *argument) {
  auto *bereaved = static_cast<Bereaved *>(argument);
  if (member.box == nullptr || !in_group(member, bereaved->pgid)) return true;
  const nt::OwnProcess &own = own_process_facts();
  const bool sibling = member.parent == g_parent.pid && member.created > g_parent.created;
  const bool elder = member.created != own.created ? member.created < own.created : member.pid < own.pid;
  if (sibling && elder) bereaved->first = false;
  if (member.box->state.load() == static_cast<std::uint32_t>(MailboxState::kStopped)) bereaved->stopped = true;
  return true;
}

bool send_both(const Member &member, void *argument) {
  const auto &pgid = *static_cast<const std::int64_t *>(argument);
  if (member.box == nullptr || !in_group(member, pgid)) return true;
  for (const int signo : {kSigHup, kSigCont})
    (void)kill_send_each(member.pid, Record{.signo = signo}, round_of_group(pgid));
  return true;
}

// The others first: SIGHUP may be our end.
void rouse(std::int64_t pgid) {
  (void)members_visit(send_both, &pgid);
  for (const int signo : {kSigHup, kSigCont})
    (void)post(nullptr, Record{.signo = signo, .pid = own_process_facts().pid}, false, TraceOrigin::kOrphaned);
}

} // namespace

bool own_group_orphaned() {
  Group group = own_group();
  const nt::OwnProcess &own = own_process_facts();
  if (parent_links(own.parent, own.created, group)) return false;
  struct Search {
    Group group;
    bool linked;
  } search{group, false};
  const Errno error = members_visit(
      [](const Member &member, void *argument) {
        auto *in = static_cast<Search *>(argument);
        in->linked = in_group(member, in->group.pgid) && parent_links(member.parent, member.created, in->group);
        return !in->linked;
      },
      &search);
  return error == 0 && !search.linked;
}

void *parent_watch() {
  const nt::OwnProcess &own = own_process_facts();
  PeerView view;
  if (nt::process_open_older(own.parent, own.created, &g_parent) != 0) return nullptr;
  if (view.open(g_parent) != 0) {
    nt::process_close(&g_parent);
    return nullptr;
  }
  g_parent_box = view.release();
  g_grandparent = nt::process_parent(g_parent.handle);
  return g_parent.handle;
}

void parent_ended() {
  const Group group = own_group();
  const Mailbox *box = mailbox_own();
  Bereaved bereaved{group.pgid, true,
                    box != nullptr && box->state.load() == static_cast<std::uint32_t>(MailboxState::kStopped)};
  const bool newly = was_link(group) && own_group_orphaned();
  if (newly && members_visit(judge_member, &bereaved) == 0 && bereaved.first && bereaved.stopped) rouse(group.pgid);
  nt::section_close(&g_parent_box);
  nt::process_close(&g_parent);
}

} // namespace psig
