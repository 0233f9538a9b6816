// Receiving: mailbox to engine, one thread at a time, in the order of sending. [any], under a delivery guard
//
// The turn is held while the engine is posted to, or two threads could swap what they took. It is recursive, since a
// post may stop the process and whoever then serves the mailbox may be the same thread.
#include "transport/receive.h"

#include "nt/memory.h"
#include "nt/teb.h"
#include "process/child_link.h"
#include "process/identity.h"
#include "signal/engine.h"
#include "transport/child.h"
#include "transport/group.h"
#include "transport/mailbox_own.h"
#include "transport/mailbox_receive.h"
#include "transport/peer.h"
#include "transport/transport.h"
#include "transport/verified.h"

namespace psig {
namespace {

// Constant-initialised: the loader starts us before constructors run.
constinit Lock g_turn;
std::atomic<unsigned long> g_turn_of{0}; // thread id
unsigned g_depth;                        // by the owner only
std::uint64_t g_posting;                 // the sequence of what is being posted, 0: nothing of the mailbox; as above
constinit TransportHooks g_hooks{};
constinit Receiver g_receiver;
constinit std::atomic<bool> g_started{false};
std::uint32_t g_flags; // what the mailbox's are to be, whoever writes there; by the owner of the turn

bool mine() { return g_turn_of.load(std::memory_order_relaxed) == nt::current_tid(); }

void turn_take() {
  if (!mine()) {
    g_turn.acquire();
    g_turn_of.store(nt::current_tid(), std::memory_order_relaxed);
  }
  ++g_depth;
}

void turn_give() {
  if (!mine() || --g_depth != 0) return;
  g_turn_of.store(0, std::memory_order_relaxed);
  g_turn.release();
}

// Around begin() and the posting: what is in between is neither in the mailbox nor pending, and whoever looks for it
// then takes the turn, too (receive_mailbox()). Also while the turn is let go by a stop.
class Receiving {
public:
  Receiving() { g_engine.receiving.fetch_add(1); }
  ~Receiving() { g_engine.receiving.fetch_sub(1); }
  Receiving(const Receiving &) = delete;
  Receiving &operator=(const Receiving &) = delete;
};

} // namespace

Errno transport_start(const TransportHooks &hooks) {
  g_hooks = hooks;
  const Errno error = mailbox_own_start();
  process_group_source(transport_groups());
  process_child_link(transport_children());
  if (error != 0) return error;
  const nt::OwnProcess &own = own_process_facts();
  g_receiver.start(mailbox_own(), own.pid, own.created, claim_alive, mailbox_own_more(), nt::memory_commit);
  g_started.store(true);
  return 0;
}

std::atomic<std::uint64_t> *transport_room() {
  Mailbox *box = mailbox_own();
  return box != nullptr ? &box->room : nullptr;
}

std::atomic<std::uint64_t> *transport_ignored() {
  Mailbox *box = mailbox_own();
  return box != nullptr ? &box->ignored : nullptr;
}

Errno transport_post_self(const Record &record) { return g_hooks.post(record, false); }

void *transport_event() { return mailbox_own_event(); }

const std::atomic<std::uint32_t> *transport_dirty() {
  static const std::atomic<std::uint32_t> nothing{0};
  const Mailbox *box = mailbox_own();
  return box != nullptr ? &box->dirty : &nothing;
}

namespace {

void post_all(Receiver &receiver) {
  const unsigned depth = g_depth;
  Receiver::Taken taken;
  while (receiver.next(&taken)) {
    g_posting = &receiver == &g_receiver ? taken.sequence : 0;
    const Errno error = g_hooks.post(taken.record, taken.must_queue);
    if (!mine()) { // it was let go in there, all levels of it
      turn_take();
      g_depth = depth;
    }
    g_posting = 0;
    receiver.acknowledge(taken, error);
  }
}

// Of one sender, what lies in the box of the verified was sent before what lies in the mailbox: only one of the two is
// in use at a time, and transport_demand() empties the mailbox first. So the box is looked at later and emptied
// earlier.
void receive_in_turn(bool by_event) {
  const Receiving receiving;
  Mailbox &box = *mailbox_own();
  if (box.flags.load(std::memory_order_relaxed) != g_flags) box.flags.store(g_flags);
  if (by_event) mailbox_own_mend();
  g_receiver.begin(by_event);
  if (VerifiedBox *verified = verified_box()) {
    verified->receiver.begin(false);
    g_receiver.beat();
    post_all(verified->receiver);
  }
  post_all(g_receiver);
}

void receive(bool by_event) {
  if (!g_started.load()) return;
  turn_take();
  receive_in_turn(by_event);
  turn_give();
}

void flags_switch() { mailbox_own()->flags.store(++g_flags); }

// A sender that reads the flags as they were, before and after, has put its signal where the look below finds it. One
// that reads new ones afterwards does not know, and asks by the pipe (deliver.cpp), which waits for the turn.
Errno demand_begins() {
  const Receiving receiving;
  flags_switch();
  g_receiver.begin(false);
  post_all(g_receiver);
  if (g_receiver.stalled()) {
    flags_switch();
    return EAGAIN;
  }
  g_receiver.hold(true);
  return 0;
}

} // namespace

void transport_woken() {
  if (g_hooks.publish_room != nullptr) g_hooks.publish_room();
  receive(true);
  Mailbox *box = mailbox_own();
  if (box != nullptr && box->child_news.load() != 0 && box->child_news.exchange(0) != 0) g_hooks.child_news();
}

void transport_receive() { receive(false); }

void transport_queue_has_room() {
  if (!g_started.load(std::memory_order_relaxed)) return;
  const VerifiedBox *verified = verified_box();
  if (g_receiver.stalled() || (verified != nullptr && verified->receiver.stalled())) transport_receive();
}

Errno transport_demand(bool on) {
  turn_take();
  Errno error = 0;
  if (on && !wants_verified(g_flags)) {
    error = demand_begins();
  } else if (!on && wants_verified(g_flags)) {
    g_receiver.hold(false); // before anybody is told: what he writes is read
    flags_switch();
  }
  turn_give();
  transport_receive();
  return error;
}

bool transport_withdraw(const Placed &placed, std::uint64_t claim) {
  if (placed.sequence == 0) return true;
  turn_take();
  const bool withdrawn = g_receiver.withdraw(placed, claim);
  turn_give();
  return withdrawn;
}

TransportLock::TransportLock() {
  turn_take();
  g_peers_lock.acquire();
}

void TransportLock::wake_at_release() const {
  g_turn.wake_at_release();
  g_peers_lock.wake_at_release();
}

TransportLock::~TransportLock() {
  g_peers_lock.release();
  turn_give();
}

std::uint64_t transport_place() {
  if (mine() && g_posting != 0) return g_posting;
  const Mailbox *box = mailbox_own();
  return box != nullptr ? box->next_sequence.load() : 0;
}

void transport_let_go() {
  if (!mine()) return;
  g_depth = 1;
  turn_give();
}

void transport_set_state(ProcessState state) {
  if (Mailbox *box = mailbox_own()) box->state.store(static_cast<std::uint32_t>(state));
}

} // namespace psig
