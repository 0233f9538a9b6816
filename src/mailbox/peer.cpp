// Opens and keeps peers. Nothing is opened or closed under the lock. [any]
#include "mailbox/peer.h"

#include "mailbox/own.h"
#include "mailbox/shadow.h"
#include "mailbox/starting.h"
#include "nt/ipc/named_event.h"
#include "nt/ipc/session.h"
#include "nt/thread/event.h"
#include "nt/thread/thread.h"

namespace psig {

constinit Lock<LockRank::kPeers> g_peers_lock;

namespace {

constexpr int kKept = 128; // a group of a hundred is signalled without opening any of them anew
constinit Peer g_kept[kKept] PSIG_GUARDED_BY(g_peers_lock); // free: no view
std::uint64_t g_clock PSIG_GUARDED_BY(g_peers_lock);
unsigned g_swept PSIG_GUARDED_BY(g_peers_lock); // up to which place the dead have been looked for

// A blank one has just been made: whoever comes first writes the head.
Errno check_head(Mailbox &box, const nt::Process &process) {
  HeadCheck head = mailbox_head_check(box, process.pid, process.created);
  if (head == HeadCheck::kBlank) {
    mailbox_head_write(box, process.pid, process.created);
    head = mailbox_head_check(box, process.pid, process.created);
  }
  return head == HeadCheck::kGood ? 0 : ENOSYS;
}

// Its owner looks, and mends what is spoilt. Where its event is, the mailbox does not say any more.
void wake(const nt::Process &process, const nt::Trust &trust) {
  const MailboxOwner owner = owner_of(process);
  for (unsigned n = 0; n < kNameTries; ++n) {
    nt::Handle event;
    if (nt::named_event_open(owner.names(n).event, trust, &event) != 0) continue;
    nt::event_set(event);
    nt::handle_close(event);
  }
}

void close(Peer *peer) {
  peer->more_view.close();
  nt::section_close(&peer->section);
  if (peer->event != nullptr) nt::handle_close(peer->event);
  nt::process_close(&peer->process);
  *peer = {};
}

// Denied access is EPERM. If there is none its owner is just making it, or the word for its name is spoilt: EAGAIN.
Errno open_event(const PeerView &view, const nt::Process &process, nt::Handle *event) {
  const MailboxNames names = owner_of(process).names(event_name_of(view.box()->names.load()));
  const Errno error = nt::named_event_open(names.event, view.trust(), event);
  if (error == 0 || error == EPERM) return error;
  wake(process, view.trust());
  return EAGAIN;
}

// One that was not there, or was not to be believed, is made: the process may be starting.
Errno open_parts(std::uint32_t pid, Peer *peer) {
  if (const Errno error = nt::process_open(pid, &peer->process)) return error;
  PeerView view;
  Errno error = view.open(peer->process);
  if (error == ENOSYS || error == EPERM) {
    const Errno made = starting_make(peer->process);
    if (made == 0) error = view.open(peer->process);
    else if (error == ENOSYS) error = made;
  }
  if (error == 0) error = open_event(view, peer->process, &peer->event);
  if (error == 0) peer->section = view.release();
  else close(peer);
  return error;
}

MoreBlock *more_block(void *context, std::uint32_t n) {
  auto *peer = static_cast<Peer *>(context);
  if (peer->more_view.mapped() == nullptr) {
    nt::Trust trust;
    nt::Section section;
    const MailboxNames names = owner_of(peer->process).names(more_name_of(peer->box().names.load()));
    if (nt::process_trust(peer->process.handle, &trust) != 0 ||
        nt::section_open(names.more, nt::NamedKind::kReserve, kMoreBytes, trust, &section) != 0)
      return nullptr;
    peer->more_view.keep(&section);
    nt::section_close(&section);
  }
  return peer->more_view.block(n);
}

Peer *find(std::uint32_t pid) PSIG_REQUIRES(g_peers_lock) {
  g_peers_lock.assert_held();
  for (Peer &peer : g_kept)
    if (peer.section.view != nullptr && peer.process.pid == pid) return &peer;
  return nullptr;
}

// A place for a new peer: a free one, or the one longest unused. What was in it goes to `old`.
Peer *place(Peer *old) PSIG_REQUIRES(g_peers_lock) {
  g_peers_lock.assert_held();
  Peer *best = nullptr;
  for (Peer &peer : g_kept) {
    if (peer.users != 0) continue;
    if (best == nullptr || peer.section.view == nullptr ||
        (best->section.view != nullptr && peer.used_at < best->used_at))
      best = &peer;
  }
  if (best != nullptr) {
    *old = *best;
    *best = {};
  }
  return best;
}

// A kept peer that has died holds its mailbox and its pid: some are looked at whenever a new one is opened.
void drop_the_dead() {
  constexpr int kAtOnce = 16;
  for (int i = 0; i < kAtOnce; ++i) {
    Peer old;
    {
      LockGuard guard(g_peers_lock);
      Peer &peer = g_kept[g_swept++ % kKept];
      if (peer.section.view == nullptr || peer.users != 0 || nt::process_alive(peer.process.handle)) continue;
      old = peer;
      peer = {};
    }
    close(&old);
  }
}

} // namespace

MailboxOwner owner_of(const nt::Process &process) {
  return {process.pid, process.created, nt::session_of(process.pid), own_process_facts().session};
}

// Who holds an earlier name may have denied access to it, and let it go since: all are tried. A process that does not
// let us see whose it is may have no mailbox either, and be ended all the same.
Errno PeerView::open(const nt::Process &process) {
  nt::section_close(&section_);
  const MailboxOwner owner = owner_of(process);
  if (nt::process_trust(process.handle, &trust_) != 0)
    return nt::section_is_there(owner.names().section) ? EPERM : ENOSYS;
  bool denied = false, spoilt = false;
  for (unsigned n = 0; n < kNameTries; ++n) {
    const MailboxNames names = owner.names(n);
    const Errno error = nt::section_open(names.section, nt::NamedKind::kSection, sizeof(Mailbox), trust_, &section_);
    if (error == 0 && check_head(*box(), process) == 0) return 0;
    if (error == ENOMEM) return EAGAIN;
    denied |= error == EPERM;
    spoilt |= error == 0;
    nt::section_close(&section_);
  }
  if (spoilt) wake(process, trust_);
  return spoilt ? EAGAIN : denied ? EPERM : ENOSYS;
}

MoreSlots Peer::more() { return {more_block, this}; }

nt::Section PeerView::release() {
  const nt::Section section = section_;
  section_ = {};
  return section;
}

// What a mailbox says is believed only of a child of its owner's.
std::uint32_t peer_program(const Peer &peer) {
  const std::uint32_t pid = peer.box().exec_pid.load();
  nt::Process program;
  if (pid == 0 || nt::process_open(pid, &program) != 0) return 0;
  const bool is = program.created == peer.box().exec_created.load() && program.created >= peer.process.created &&
                  nt::process_parent(program.handle) == peer.process.pid && nt::process_alive(program.handle);
  nt::process_close(&program);
  return is ? pid : 0;
}

bool PeerRef::open_shadow_of(const nt::Process &program) {
  const std::uint32_t parent = nt::process_parent(program.handle);
  return parent != 0 && open(parent) == 0 && peer_->process.created <= program.created &&
         shadow_stands_for(peer_->box(), program.pid, program.created) && nt::process_alive(peer_->process.handle);
}

bool PeerRef::kept(std::uint32_t pid, std::uint64_t created) {
  LockGuard guard(g_peers_lock);
  Peer *const peer = find(pid);
  if (peer == nullptr || (created != 0 && peer->process.created != created)) return false;
  peer_ = peer;
  ++peer_->users;
  peer_->used_at = ++g_clock;
  return true;
}

Errno PeerRef::open(std::uint32_t pid) {
  if (kept(pid, 0)) return 0;
  drop_the_dead();
  if (const Errno error = open_parts(pid, &own_)) return error;
  Peer old;
  {
    LockGuard guard(g_peers_lock);
    Peer *kept = find(pid) == nullptr ? place(&old) : nullptr; // null: somebody was faster, or no room
    if (kept != nullptr) {
      *kept = own_;
      own_ = {};
      kept->users = 1;
      kept->used_at = ++g_clock;
    }
    peer_ = kept != nullptr ? kept : &own_;
  }
  close(&old);
  return 0;
}

PeerRef::~PeerRef() {
  if (peer_ != nullptr && peer_ != &own_) {
    LockGuard guard(g_peers_lock);
    --peer_->users;
  }
  close(&own_);
}

void PeerRef::forget() {
  if (peer_ == nullptr || peer_ == &own_) return;
  LockGuard guard(g_peers_lock);
  peer_->used_at = 0;
}

} // namespace psig
