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

// Who else is sent the same.
enum class Among { kNobody, kOthers, kGroup };

// The programs of shadows (exec) that were passed over. Each gets it as a member of its own, unless it was not there
// yet when the list was made, or had no group yet when its turn came. The list has the older process first.
struct Programs {
  static constexpr unsigned kMost = 64;
  std::uint32_t pids[kMost];
  unsigned count = 0;

  void expect(std::uint32_t pid) {
    if (count < kMost) pids[count++] = pid;
  }
  void met(std::uint32_t pid) {
    for (unsigned n = 0; n < count; ++n)
      if (pids[n] == pid) pids[n] = pids[--count];
  }
};

Errno to_process(std::uint32_t pid, const Record &record, bool queued, Among among, Programs *programs) {
  PeerRef peer;
  Errno error = peer.open(pid);
  if (error == EAGAIN && (record.signo == 0 || record.signo == kSigKill)) error = ENOSYS; // they need no mailbox
  if (error == ENOSYS) return unmanaged_send(pid, record.signo, among == Among::kGroup);
  if (error != 0) return error;
  if (const std::uint32_t program = peer_program(*peer); program != 0) {
    if (programs != nullptr) programs->expect(program);
    if (among != Among::kNobody) return 0; // the program is one of them, too
    if (record.signo != 0) return to_process(program, record, queued, among, nullptr);
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
Errno send_one(std::uint32_t pid, const Record &record, bool queued, Among among = Among::kNobody,
               Programs *programs = nullptr) {
  const Errno error = to_process(pid, record, queued, among, programs);
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
  Programs programs;

  void said(Errno told) {
    if (told == 0) sent = true;
    else if (told != ESRCH || error == 0) error = told; // one that just ended is no news
  }
};

bool send_member(const Member &member, void *argument) {
  auto *many = static_cast<Many *>(argument);
  if (many->pgid != 0) {
    if (!in_group(member, many->pgid)) return true;
  } else if (member.error == 0 && !of_this_user(member)) {
    return true; // and so every process without the library: they are what POSIX calls system processes here
  }
  many->programs.met(member.pid);
  many->said(member.error != 0 ? member.error
                               : send_one(member.pid, *many->record, false, Among::kGroup, &many->programs));
  return true;
}

Errno send_many(std::int64_t pgid, const Record &record) {
  Many many{pgid, &record, false, 0, {}};
  if (members_visit(send_member, &many) != 0) return EAGAIN;
  for (unsigned n = 0; n < many.programs.count; ++n)
    many.said(send_one(many.programs.pids[n], record, false, Among::kOthers));
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

Errno kill_send_each(std::uint32_t pid, const Record &record) {
  return send_one(pid, from_here(record), false, Among::kOthers);
}

Errno kill_send(long long pid, const Record &record, bool queued) {
  const Record mine = from_here(record);
  constexpr long long kMaxPid = 0xFFFFFFFF;
  if (pid > 0) return pid > kMaxPid ? ESRCH : send_one(static_cast<std::uint32_t>(pid), mine, queued);
  if (pid == 0) return send_many(own_group().pgid, mine);
  if (pid == -1) return send_many(0, mine);
  return pid < -kMaxPid ? ESRCH : send_many(-pid, mine);
}

} // namespace psig
