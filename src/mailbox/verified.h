// Verified senders: a receiver may demand that the kernel says who sends (docs/wire-format.md).
//
//   sender    deliver -> verified_send: question down the receiver's pipe, waits for the answer
//   receiver  its pipe's thread: who is the client? -> box of its own -> answer; the box is received as the mailbox is
#pragma once

#include "base/lock.h"
#include "base/record.h"
#include "mailbox/peer.h"
#include "mailbox/receiver.h"

namespace psig {

struct VerifiedQuestion {
  static constexpr std::uint32_t kMagic = 0x56475350; // "PSGV"
  std::uint32_t magic = kMagic, size = 80;
  std::uint64_t created = 0; // the sender's, with record.pid: his claim
  Record record;
  std::uint32_t queued = 0;
  std::uint32_t index = 0;    // where the mailbox has it already, and is to give it back
  std::uint64_t sequence = 0; // 0: nowhere
};
static_assert(sizeof(VerifiedQuestion) == 80);

struct VerifiedAnswer {
  static constexpr std::uint32_t kMagic = 0x41475350; // "PSGA"
  std::uint32_t magic = kMagic;
  std::int32_t error = 0; // 0 EAGAIN EPERM EINVAL
};
static_assert(sizeof(VerifiedAnswer) == 8);

// `placed`: where it lies in the mailbox since before the owner began to demand this. ESRCH EPERM EAGAIN EINVAL, or
// ENOENT: he demands nothing, and has been told that the word is spoilt. [any], under a delivery guard
[[nodiscard]] Errno verified_send(Peer &peer, const Record &record, bool queued, const Placed &placed);

// The engine table's entry: EAGAIN (signals wait for room, or no memory), EPERM (the pipe's name is somebody else's),
// ENOSYS (no mailbox). [thread]
[[nodiscard]] Errno mailbox_require_verified(bool on);

// ---- the receiver's parts ------------------------------------------------------------------------------------------

// What verified senders have sent: laid out as a mailbox, in memory that nobody else has. Written by the pipe's thread.
struct VerifiedBox {
  Mailbox box;
  Receiver receiver;
  MoreView more; // of addresses that are reserved when they are first needed
};
[[nodiscard]] VerifiedBox *verified_box(); // null until the first demand

// Who demands verified senders, or no longer. Whoever holds it may be stopped, and then only the next
// switching waits.
extern Lock<LockRank::kSwitch> g_verified_switch;

// Makes box, pipe and thread, at most once.
[[nodiscard]] Errno verified_start() PSIG_REQUIRES(g_verified_switch);

} // namespace psig
