// The sender asks whether the target lives after the signal is in its mailbox and its event is set. So success means
// that it lived when the signal was there, and the question costs the target no time. A target that is dead by then may
// have taken the signal and ended because of it: its heartbeat has gone on. [any]
//
// A receiver that demands verified senders says so in the mailbox's flags, which count the switches. If they change
// while a signal is put there, only the owner knows whether it has taken it, and is asked. If it has no pipe, it has
// never demanded verified senders: the word was spoilt and has just been mended, and what was put there is taken.
#include "mailbox/deliver.h"

#include "mailbox/own.h"
#include "mailbox/sender.h"
#include "mailbox/verified.h"
#include "nt/thread/event.h"

namespace psig {

namespace {

Errno put(Peer &peer, const Record &record, bool queued, Placed *placed) {
  Mailbox &box = peer.box();
  const std::uint32_t before = box.heartbeat.load();
  const Errno error = mailbox_send(box, own_claim(), record, queued, claim_alive, placed, peer.more());
  if (error == EAGAIN && mailbox_refused(box)) nt::event_set(peer.event);
  if (error == 0) {
    const Wake wake = mailbox_wake(box, !is_realtime(record.signo));
    if (wake.needed) {
      nt::event_set(peer.event);
      mailbox_woken(box, wake);
    }
  }
  const bool lived = box.heartbeat.load() != before || nt::process_alive(peer.process.handle);
  return lived ? error : ESRCH;
}

} // namespace

Errno deliver(Peer &peer, const Record &record, bool queued, std::uint64_t *place) {
  Placed placed;
  const std::uint32_t heartbeat = peer.box().heartbeat.load(), flags = peer.box().flags.load();
  if (wants_verified(flags)) {
    if (place != nullptr) *place = peer.box().next_sequence.fetch_add(1) + 1; // the pipe numbers by itself
    const Errno answer = verified_send(peer, record, queued, placed);
    return answer == ENOENT ? EAGAIN : answer;
  }
  const Errno error = put(peer, record, queued, &placed);
  if (place != nullptr) *place = placed.sequence;
  if (error == ESRCH || peer.box().flags.load() == flags) return error;
  const Errno answer = verified_send(peer, record, queued, placed);
  if (answer == ENOENT) return error;
  const bool taken = answer == ESRCH && error == 0 && peer.box().heartbeat.load() != heartbeat; // and then it ended
  return taken ? 0 : answer;
}

} // namespace psig
