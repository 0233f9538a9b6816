// Receives: from mailbox to engine, one thread at a time, in the order of sending. [any], under a delivery guard
//
// The turn is held while signals are posted to the engine, or two threads could swap what they took. It is recursive,
// because a post may stop the process and the same thread may then serve the mailbox.
#include "mailbox/receive.h"

#include "mailbox/mailbox.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "mailbox/receiver.h"
#include "mailbox/verified.h"
#include "nt/system/memory.h"
#include "nt/thread/teb.h"
#include "signal/engine.h"

namespace psig {
namespace {

// Constant-initialised: the loader starts us before constructors run.
constinit Lock<LockRank::kTurn> g_turn;
std::atomic<unsigned long> g_turn_of{0}; // thread id
unsigned g_depth;                        // by the owner only
std::uint64_t g_posting;                 // the sequence of what is being posted, 0: nothing of the mailbox; as above
constinit Receiver g_receiver;
constinit std::atomic<bool> g_started{false};
std::uint32_t g_flags; // what the mailbox's are to be, whoever writes there; by the owner of the turn

bool mine() { return g_turn_of.load(std::memory_order_relaxed) == nt::current_tid(); }

// Recursive, and let go by a stop in the middle: clang's analysis cannot follow. What runs in the turn asserts it.
void turn_take() PSIG_UNCHECKED {
  if (!mine()) {
    g_turn.acquire();
    g_turn_of.store(nt::current_tid(), std::memory_order_relaxed);
  }
  ++g_depth;
}

void turn_give() PSIG_UNCHECKED {
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

Errno mailbox_start() {
  if (const Errno error = mailbox_own_start()) return error;
  const nt::OwnProcess &own = own_process_facts();
  g_receiver.start(mailbox_own(), own.pid, own.created, claim_alive, mailbox_own_more(), nt::memory_commit);
  g_started.store(true);
  return 0;
}

std::atomic<std::uint64_t> *mailbox_room() {
  Mailbox *box = mailbox_own();
  return box != nullptr ? &box->room : nullptr;
}

std::atomic<std::uint64_t> *mailbox_ignored() {
  Mailbox *box = mailbox_own();
  return box != nullptr ? &box->ignored : nullptr;
}

const std::atomic<std::uint32_t> *mailbox_dirty() {
  static const std::atomic<std::uint32_t> nothing{0};
  const Mailbox *box = mailbox_own();
  return box != nullptr ? &box->dirty : &nothing;
}

namespace {

// The mailbox keeps what the process's queue has no room for, until the engine has taken something from it.
Errno post_or_keep(const Receiver::Taken &taken) {
  const Errno error = post(nullptr, taken.record, taken.must_queue);
  if (error == EAGAIN) g_engine.mailbox_stalled.store(true);
  return error;
}

void post_all(Receiver &receiver) {
  g_turn.assert_held();
  const unsigned depth = g_depth;
  Receiver::Taken taken;
  while (receiver.next(&taken)) {
    g_posting = &receiver == &g_receiver ? taken.sequence : 0;
    const Errno error = post_or_keep(taken);
    if (!mine()) { // it was let go in there, all levels of it
      turn_take();
      g_depth = depth;
    }
    g_posting = 0;
    receiver.acknowledge(taken, error);
  }
}

// Of one sender, what lies in the box of the verified was sent before what lies in the mailbox: only one of the two is
// in use at a time, and mailbox_demand_verified() empties the mailbox first. So the box is looked at later and emptied
// earlier.
void receive_in_turn(bool by_event) {
  g_turn.assert_held();
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

// Anew, for somebody else may have written there.
void publish_room() {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  g_engine.process.pool.publish();
}

void flags_switch() {
  g_turn.assert_held();
  mailbox_own()->flags.store(++g_flags);
}

// A sender that reads the flags as they were, before and after, has put its signal where the look below finds it. One
// that reads new ones afterwards does not know, and asks by the pipe (deliver.cpp), which waits for the turn.
Errno demand_begins() {
  g_turn.assert_held();
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

bool mailbox_receive_by_event() {
  publish_room();
  receive(true);
  Mailbox *box = mailbox_own();
  return box != nullptr && box->child_news.load() != 0 && box->child_news.exchange(0) != 0;
}

void mailbox_receive() { receive(false); }

void mailbox_queue_has_room() {
  g_engine.mailbox_stalled.store(false);
  if (!g_started.load(std::memory_order_relaxed)) return;
  const VerifiedBox *verified = verified_box();
  if (g_receiver.stalled() || (verified != nullptr && verified->receiver.stalled())) mailbox_receive();
}

Errno mailbox_demand_verified(bool on) {
  g_verified_switch.assert_held();
  turn_take();
  Errno error = 0;
  if (on && !wants_verified(g_flags)) {
    error = demand_begins();
  } else if (!on && wants_verified(g_flags)) {
    g_receiver.hold(false); // before anybody is told: what he writes is read
    flags_switch();
  }
  turn_give();
  mailbox_receive();
  return error;
}

bool mailbox_withdraw(const Placed &placed, std::uint64_t claim) {
  if (placed.sequence == 0) return true;
  turn_take();
  const bool withdrawn = g_receiver.withdraw(placed, claim);
  turn_give();
  return withdrawn;
}

MailboxLock::MailboxLock() {
  turn_take();
  g_peers_lock.acquire();
}

void MailboxLock::wake_at_release() const {
  g_turn.wake_at_release();
  g_peers_lock.wake_at_release();
}

MailboxLock::~MailboxLock() {
  g_peers_lock.release();
  turn_give();
}

std::uint64_t mailbox_place() {
  if (mine() && g_posting != 0) return g_posting;
  const Mailbox *box = mailbox_own();
  return box != nullptr ? box->next_sequence.load() : 0;
}

void mailbox_let_go() {
  if (!mine()) return;
  g_depth = 1;
  turn_give();
}

void mailbox_set_state(MailboxState state) {
  if (Mailbox *box = mailbox_own()) box->state.store(static_cast<std::uint32_t>(state));
}

} // namespace psig
