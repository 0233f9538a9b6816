// Whether the target lives is asked after the signal lies in its mailbox and its event is set: success then means that
// it lived when the signal was there, and the question costs the target no time. One that is dead by then may have
// taken the signal and ended because of it: its looks have been counted on. [any]
#include "transport/deliver.h"

#include "nt/event.h"
#include "transport/mailbox_own.h"
#include "transport/mailbox_send.h"

namespace psig {

Errno deliver(Peer &peer, const Record &record, bool queued) {
  Mailbox &box = peer.box();
  const std::uint32_t before = box.looks.load();
  const Errno error = mailbox_send(box, own_claim(), record, queued, claim_alive);
  if (error == 0) {
    const Ring ring = mailbox_ring(box, !is_realtime(record.signo));
    if (ring.needed) {
      nt::event_set(peer.event);
      mailbox_rung(box, ring);
    }
  }
  const bool lived = box.looks.load() != before || nt::process_alive(peer.process.handle);
  return lived ? error : ESRCH;
}

} // namespace psig
