// kill() and sigqueue() to other processes (XSH kill). [any], under a delivery guard
#include "base/exit_status.h"
#include "base/signal_numbers.h"
#include "kill/send.h"
#include "kill/unmanaged.h"
#include "mailbox/deliver.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "process/children.h"
#include "process/members.h"
#include "signal/engine.h"
#include "signal/identity.h"

namespace psig {
namespace {

Errno probe(const Peer &peer) { return nt::process_alive(peer.process.handle) ? 0 : ESRCH; }

// A shadow (exec) among those that are sent the same stands for its program, which is left out. Each end of a chain of
// them is reached from its first member.
bool stood_for(const Peer *peer, std::uint32_t pid, const Round &round) {
  nt::Process opened;
  if (peer == nullptr && nt::process_open(pid, &opened) != 0) return false;
  PeerRef shadow;
  const bool is = shadow.open_shadow_of(peer != nullptr ? peer->process : opened) && round.has(*shadow, round.argument);
  nt::process_close(&opened);
  return is;
}

bool takes_part(const Round &round, std::uint32_t pid) {
  PeerRef peer;
  return peer.open(pid) == 0 && round.has(*peer, round.argument);
}

enum class From { kCaller, kShadow };

// `round` is null where nobody else is sent the same. SIGKILL goes to both: nobody passes that on.
Errno to_process(std::uint32_t pid, const Record &record, bool queued, const Round *round, From from) {
  PeerRef peer;
  Errno error = peer.open(pid);
  const bool has_box = error == 0;
  if (round != nullptr && from == From::kCaller && record.signo != 0 && record.signo != kSigKill &&
      stood_for(has_box ? &*peer : nullptr, pid, *round))
    return ESRCH; // as of one that has just ended: it is no news
  if (error == EAGAIN && (record.signo == 0 || record.signo == kSigKill)) error = ENOSYS; // they need no mailbox
  if (error == ENOSYS) return unmanaged_send(pid, record.signo, round != nullptr && round->group);
  if (error != 0) return error;
  if (const std::uint32_t program = record.signo != 0 ? peer_program(*peer) : 0; program != 0) {
    if (round != nullptr && !takes_part(*round, program)) return ESRCH; // it has left the group
    return to_process(program, record, queued, round, From::kShadow);
  }
  if (record.signo == kSigKill) return nt::process_terminate(peer->process, exit_status_of_signal(kSigKill, false));
  std::uint64_t place = 0;
  error = record.signo == 0 ? probe(*peer) : deliver(*peer, record, queued, &place);
  if (error == 0 && record.signo == kSigCont) children_continued(pid, place);
  if (error == ESRCH) peer.forget();
  return error;
}

// XSH kill: a child that has ended and not been waited for still exists. One without the library tells nobody that it
// was stopped, but by whom.
Errno send_one(std::uint32_t pid, const Record &record, bool queued, const Round *round = nullptr) {
  const Errno error = to_process(pid, record, queued, round, From::kCaller);
  Group unused;
  if (error == ESRCH && child_exists(pid, &unused)) return 0;
  if (error == 0 && record.signo > 0 && has(kStopSet | kContinueSet, record.signo)) children_note(pid, record.signo);
  return error;
}

// Several at once: success if any took it, else what the last one said (as Linux).
struct Many {
  std::int64_t pgid; // 0: everyone of this user
  const Record *record;
  bool sent;
  Errno error;

  void said(Errno told) {
    if (told == 0) sent = true;
    else if (told != ESRCH || error == 0) error = told; // one that just ended is no news
  }
};

// Without the library one is in no group that a mailbox tells, and none of everybody: they are what POSIX calls system
// processes here.
bool is_for(const Member &member, std::int64_t pgid) {
  return pgid != 0 ? in_group(member, pgid) : member.error != 0 || of_this_user(member);
}

bool peer_is_for(const Peer &peer, const void *pgid) {
  const Member member{peer.process.pid, 0, peer.process.created, &peer.box(), peer.process.handle, 0};
  return is_for(member, *static_cast<const std::int64_t *>(pgid));
}

bool send_member(const Member &member, void *argument) {
  auto *many = static_cast<Many *>(argument);
  if (!is_for(member, many->pgid)) return true;
  const Round round{peer_is_for, &many->pgid, true};
  many->said(member.error != 0 ? member.error : send_one(member.pid, *many->record, false, &round));
  return true;
}

Errno send_many(std::int64_t pgid, const Record &record) {
  Many many{pgid, &record, false, 0};
  if (members_visit(send_member, &many) != 0) return EAGAIN;
  if (pgid != 0 && pgid == own_group().pgid) { // ourselves last: it may be the end
    many.sent = true;
    if (record.signo != 0) (void)post(nullptr, record, false);
  }
  if (many.sent) return 0;
  const Errno error = many.error != 0 ? many.error : ESRCH;
  return error == ESRCH && pgid != 0 && child_group_exists(pgid, 0) ? 0 : error; // of zombies alone
}

} // namespace

namespace {

Record from_here(const Record &record) {
  Record mine = record;
  mine.pid = own_process_facts().pid; // what the receiver checks against the claim
  if (mine.uid == 0) mine.uid = g_identity.uid;
  return mine;
}

} // namespace

Errno kill_send_each(std::uint32_t pid, const Record &record, const Round &round) {
  return send_one(pid, from_here(record), false, &round);
}

Round round_of_group(const std::int64_t &pgid) { return {peer_is_for, &pgid, false}; }

Errno kill_send(long long pid, const Record &record, bool queued) {
  const Record mine = from_here(record);
  constexpr long long kMaxPid = 0xFFFFFFFF;
  if (pid > 0) return pid > kMaxPid ? ESRCH : send_one(static_cast<std::uint32_t>(pid), mine, queued);
  if (pid == 0) return send_many(own_group().pgid, mine);
  if (pid == -1) return send_many(0, mine);
  return pid < -kMaxPid ? ESRCH : send_many(-pid, mine);
}

} // namespace psig
