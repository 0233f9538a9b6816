// The mailbox between senders and its owner: claim, publish, mark, tell; collect and take; the sweep after a sender
// that died. The sources of src/mailbox themselves, in every order.
#include <gtest/gtest.h>

#include "explore/explorer.h"
#include "mailbox/receiver.h"
#include "mailbox/sender.h"

using namespace psig;

namespace {

constexpr int kUsr1 = 10, kTerm = 15, kCont = 18, kStop = 19;
constexpr std::uint32_t kPid = 100;

Mailbox g_box;
Receiver g_receiver;
bool g_dead[4]; // senders
std::vector<Record> g_got;

std::uint64_t claim_for(int sender) { return claim_of(kPid + static_cast<std::uint32_t>(sender), 7); }
bool alive(std::uint64_t claim) { return !g_dead[claim_pid(claim) - kPid]; }

Record signal_from(int sender, int signo, std::uint64_t value = 0) {
  return {.signo = signo, .code = value != 0 ? -1 : 0, .pid = kPid + sender, .value = value};
}

void send(int sender, int signo, std::uint64_t value = 0) {
  const bool queued = value != 0;
  explore::expect(mailbox_send(g_box, claim_for(sender), signal_from(sender, signo, value), queued, alive) == 0,
                  "a signal is refused");
}

void collect(bool by_event = false) {
  g_receiver.begin(by_event);
  Receiver::Taken taken;
  while (g_receiver.next(&taken)) {
    g_got.push_back(taken.record);
    g_receiver.acknowledge(taken, 0);
  }
}

// As the dispatcher does: for as long as somebody says that there is something.
void collect_all() {
  while (g_box.dirty.load() != 0) collect();
}

unsigned times(int signo) {
  unsigned count = 0;
  for (const Record &record : g_got) count += record.signo == signo;
  return count;
}

class MailboxExplore : public testing::Test {
protected:
  explore::Model model{.setup =
                           [] {
                             new (&g_box) Mailbox{};
                             new (&g_receiver) Receiver{};
                             for (bool &dead : g_dead) dead = false;
                             g_got.clear();
                             g_receiver.start(&g_box, kPid, 7, alive);
                           },
                       .threads = {},
                       .check = {},
                       .stuck = {},
                       .resumed = {}};

  void holds(explore::Limits limits = {}) {
    const explore::Result result = explore::run(model, limits);
    EXPECT_EQ(result.failure, "");
    std::printf("%llu orders, %llu to the end, %llu states\n", (unsigned long long)result.executions,
                (unsigned long long)result.ends, (unsigned long long)result.states);
  }
};

TEST_F(MailboxExplore, one_signal_each_of_two_senders_arrives_once_or_merged) {
  model.threads = {[] { send(1, kUsr1); }, [] { send(2, kUsr1); }, collect_all};
  model.check = [] {
    collect_all();
    explore::expect(times(kUsr1) >= 1 && times(kUsr1) <= 2, "USR1 not once or twice");
    for (const Record &record : g_got) explore::expect(record.pid == 0 || record.pid > kPid, "no sender");
  };
  holds();
}

TEST_F(MailboxExplore, signal_that_was_sent_is_taken_after_what_was_taken_before) {
  model.threads = {[] { send(1, kUsr1), send(1, kTerm); }, collect_all};
  model.check = [] {
    collect_all();
    explore::expect(times(kUsr1) == 1 && times(kTerm) == 1, "lost or doubled");
    explore::expect(g_got[0].signo == kUsr1, "one sender's signals have changed places");
  };
  holds();
}

TEST_F(MailboxExplore, queued_ones_keep_their_order) {
  model.threads = {[] { send(1, 40, 1), send(1, 40, 2); }, [] { send(2, 41, 3); }, collect_all};
  model.check = [] {
    collect_all();
    explore::expect(times(40) == 2 && times(41) == 1, "lost or doubled");
    std::uint64_t last = 0;
    for (const Record &record : g_got)
      if (record.signo == 40) {
        explore::expect(record.value == last + 1, "one sender's signals have changed places");
        last = record.value;
      }
  };
  holds({.preemptions = 2});
}

TEST_F(MailboxExplore, stop_and_continue_keep_their_order) {
  model.threads = {[] { send(1, kStop), send(1, kCont); }, collect_all};
  model.check = [] {
    collect_all();
    explore::expect(times(kStop) == 1 && times(kCont) == 1, "lost or doubled");
    explore::expect(g_got[0].signo == kStop, "continued before it was stopped");
  };
  holds();
}

// What kill() has reported as sent the owner's next look finds, also where another sender is only writing the same
// one.
TEST_F(MailboxExplore, signal_does_not_merge_with_one_that_is_being_written) {
  model.threads = {[] { send(1, kUsr1); },
                   [] {
                     send(2, kUsr1);
                     collect();
                     explore::expect(times(kUsr1) >= 1, "sent, and not there");
                   }};
  model.check = [] {
    collect_all();
    explore::expect(times(kUsr1) <= 2, "doubled");
  };
  holds();
}

// Of two signals of one sender the second may lie where the scan has yet to come by, and the first where it has been.
TEST_F(MailboxExplore, scan_is_no_snapshot) {
  const auto before = model.setup;
  model.setup = [before] {
    before();
    g_box.next_sequence.store(63); // the slots are on both sides of a border between words
  };
  model.threads = {[] { send(1, 40, 1), send(1, 41, 2); }, [] { collect(), collect_all(); }};
  model.check = [] {
    collect_all();
    explore::expect(g_got.size() == 2 && g_got[0].signo == 40, "one sender's signals have changed places");
  };
  holds();
}

// A sender dies at any point of its way; a sweep frees what it left, completes what it had published, and touches
// nobody else's.
TEST_F(MailboxExplore, sweep_frees_what_a_dead_sender_left) {
  model.threads = {[] { send(1, 40, 1); },
                   [] {
                     explore::step(&g_dead);
                     mailbox_sweep(g_box, alive);
                   }};
  model.check = [] {
    collect_all();
    explore::expect(times(40) == 1, "a living sender's signal is lost");
    for (const Slot &slot : g_box.slots) explore::expect(slot.claim.load() == 0, "a slot is lost");
  };
  holds();
}

// The event: set unless another sender has set it and the owner has not looked since. The owner sleeps on it alone.
TEST_F(MailboxExplore, owner_that_sleeps_on_the_event_misses_nothing) {
  static std::atomic<std::uint32_t> event;
  const auto queue_and_wake = [](int sender) {
    send(sender, 40, static_cast<std::uint64_t>(sender));
    const Wake wake = mailbox_wake(g_box, false);
    if (!wake.needed) return;
    event.store(1);
    explore::wake(&event, true);
    mailbox_woken(g_box, wake);
  };
  const auto before = model.setup;
  model.setup = [before] {
    before();
    event.store(0);
    g_receiver.begin(true); // of a process that lives, and has looked
    g_box.woken_generation.store(g_box.generation.load());
    g_receiver.begin(true);
  };
  model.threads = {[=] { queue_and_wake(1), queue_and_wake(3); }, [=] { queue_and_wake(2); },
                   [] {
                     while (g_got.size() < 3) {
                       explore::sleep_on(&event, event.unexplored(), 0, explore::kForever);
                       event.exchange(0);
                       collect(true);
                     }
                   }};
  holds({.preemptions = 2});
}

} // namespace
