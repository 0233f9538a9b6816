// Other processes' mailboxes: opened, checked, and the last few kept open.
#pragma once

#include "base/lock.h"
#include "mailbox/more.h"
#include "mailbox/names.h"
#include "nt/ipc/section.h"
#include "nt/process/process_handle.h"

namespace psig {

[[nodiscard]] MailboxOwner owner_of(const nt::Process &process); // as seen from this session

// A mailbox in view, without its event. Closes itself.
class PeerView {
public:
  PeerView() = default;
  ~PeerView() { nt::section_close(&section_); }
  PeerView(const PeerView &) = delete;
  PeerView &operator=(const PeerView &) = delete;

  // Of a live process, under the first of its names that holds what it would have made. ENOSYS if there is none (owner,
  // access, size: docs/security.md); EPERM if it may not be opened; EAGAIN for want of memory, or if its head is
  // spoilt, which the owner has been woken to mend. [any]
  [[nodiscard]] Errno open(const nt::Process &process);
  [[nodiscard]] Mailbox *box() const { return static_cast<Mailbox *>(section_.view); }
  [[nodiscard]] const nt::Trust &trust() const { return trust_; } // of the process, after open()
  [[nodiscard]] nt::Section release();

private:
  nt::Trust trust_;
  nt::Section section_;
};

extern Lock<LockRank::kPeers> g_peers_lock;

struct Peer {
  nt::Process process;
  nt::Section section;
  nt::Handle event = nullptr;
  MoreView more_view;
  std::uint32_t users = 0; // this and the next, of a kept one, under the lock
  std::uint64_t used_at = 0;
  [[nodiscard]] Mailbox &box() const { return *static_cast<Mailbox *>(section.view); }
  [[nodiscard]] MoreSlots more(); // opened when first asked for
};

// The pid of the process that runs the program which this one has become by exec (docs/adr/0024); 0: none. [any]
[[nodiscard]] std::uint32_t peer_program(const Peer &peer);

// A peer for one send. ESRCH EPERM ENOSYS EAGAIN. A kept peer may have died since: the handle tells, and holds the pid.
class PeerRef {
public:
  PeerRef() = default;
  ~PeerRef();
  PeerRef(const PeerRef &) = delete;
  PeerRef &operator=(const PeerRef &) = delete;

  [[nodiscard]] Errno open(std::uint32_t pid);
  // Of the process that has become this one's program by exec, or is about to (mailbox/shadow.h). False: none.
  [[nodiscard]] bool open_shadow_of(const nt::Process &program);
  [[nodiscard]] bool kept(std::uint32_t pid, std::uint64_t created); // only if it is open already
  [[nodiscard]] Peer &operator*() const { return *peer_; }
  [[nodiscard]] Peer *operator->() const { return peer_; }
  void forget(); // it is dead

private:
  Peer *peer_ = nullptr;
  Peer own_; // where the cache has no room
};

} // namespace psig
