// The sender's half of the slot protocol: claim, write, publish, mark, notify. Portable; no lock. [any]
//
// A sender may die between any two steps. Before it stores `sequence` nothing was sent, and a sweep removes the claim.
// After that a sweep completes the rest. kill() has not returned in either case.
#include "mailbox/sender.h"

#include <cstring>

#include "base/signal_table.h"

namespace psig {
namespace {

bool claim(Slot &slot, std::uint64_t self) {
  std::uint64_t free = 0;
  return slot.claim.load(std::memory_order_relaxed) == 0 && slot.claim.compare_exchange_strong(free, self);
}

std::uint64_t next_sequence(Mailbox &box) {
  const std::uint64_t sequence = box.next_sequence.fetch_add(1) + 1;
  return sequence != 0 ? sequence : 1; // only a counter that somebody has spoilt gets there
}

// One sender's signals are ordered by the sequence: it takes the next one only after the former is published.
std::uint64_t publish(Mailbox &box, Slot &slot, const Record &record) {
  std::uint64_t words[kRecordWords];
  std::memcpy(words, &record, sizeof(record));
  for (std::uint32_t n = 0; n < kRecordWords; ++n) slot.words[n].store(words[n], std::memory_order_relaxed);
  const std::uint64_t sequence = next_sequence(box);
  slot.sequence.store(sequence);
  return sequence;
}

// Slots in a row; `first` is the index of the first of them.
struct Row {
  Slot *slots;
  std::atomic<std::uint64_t> *marks;
  std::uint32_t count, first;
};

bool try_row(Mailbox &box, std::uint64_t self, const Record &record, const Row &row, Placed *placed) {
  const auto start = static_cast<std::uint32_t>(box.next_sequence.load(std::memory_order_relaxed) % row.count);
  for (std::uint32_t step = 0; step < row.count; ++step) {
    const std::uint32_t n = (start + step) % row.count;
    if (!claim(row.slots[n], self)) continue;
    *placed = {row.first + n, publish(box, row.slots[n], record)};
    row.marks[n / 64].fetch_or(std::uint64_t{1} << n % 64);
    return true;
  }
  return false;
}

bool send_reserve(Mailbox &box, std::uint64_t self, const Record &record, ClaimAlive alive, Placed *placed) {
  const Row row{box.slots + kQueueSlots, box.marks + kQueueSlots / 64, kReserveSlots, kCells + kQueueSlots};
  if (try_row(box, self, record, row, placed)) return true;
  mailbox_sweep(box, alive);
  return try_row(box, self, record, row, placed);
}

// Whoever finds a row full says so and looks once more: the owner, who frees a slot and then takes the word back, is
// either seen here or sees it.
bool try_unless_full(Mailbox &box, std::uint64_t self, const Record &record, const Row &row, std::uint64_t mine,
                     Placed *placed) {
  if ((box.full.load() & mine) != 0) return false;
  if (try_row(box, self, record, row, placed)) return true;
  box.full.fetch_or(mine);
  if (!try_row(box, self, record, row, placed)) return false;
  box.full.fetch_and(~mine);
  return true;
}

bool send_block(Mailbox &box, std::uint64_t self, const Record &record, std::uint32_t n, MoreBlock &block,
                Placed *placed) {
  const std::uint64_t mine = std::uint64_t{2} << n;
  if ((box.used.load() & mine) == 0) box.used.fetch_or(mine);
  const Row row{block.slots, block.marks, kQueueSlots, kFirstMore + n * kQueueSlots};
  if (!try_unless_full(box, self, record, row, mine, placed)) return false;
  box.more.fetch_or(mine);
  return true;
}

// What waits here and in the owner's own queues, and what his limit withholds. Numbers that say more than there is
// place for are spoilt; then the slots alone decide.
bool room_by_numbers(const Mailbox &box) {
  const std::uint64_t room = box.room.load();
  std::uint64_t here = static_cast<std::uint32_t>(box.next_sequence.load()) - room_spent(room);
  if (here > kFirstMore + kMoreEntries) here = 0;
  return here + room_held(room) < kQueueCapacity;
}

// The blocks in their order, so that few of them are ever touched.
bool send_queue(Mailbox &box, std::uint64_t self, const Record &record, ClaimAlive alive, Placed *placed,
                const MoreSlots &more) {
  if (!room_by_numbers(box)) return false;
  const Row row{box.slots, box.marks, kQueueSlots, kCells};
  if (try_unless_full(box, self, record, row, 1, placed)) return true;
  const std::uint64_t full = box.full.load();
  const std::uint32_t blocks = box.blocks_count.load();
  for (std::uint32_t n = 0; n < blocks && n < kMoreBlocks; ++n) {
    if ((full & std::uint64_t{2} << n) != 0) continue;
    MoreBlock *block = more.block(n);
    if (block == nullptr) break;
    if (send_block(box, self, record, n, *block, placed)) return true;
  }
  mailbox_sweep(box, alive);
  return try_row(box, self, record, row, placed);
}

// kill() of a standard signal never fails for want of room. The read-modify-write of `pending` even where the bit is
// already set orders what this process wrote before against the owner's taking of the signal.
void send_cell(Mailbox &box, std::uint64_t self, const Record &record, ClaimAlive alive, Placed *placed) {
  Slot &cell = box.cells[record.signo];
  const SigSet mine = bit(record.signo);
  if (claim(cell, self)) {
    *placed = {static_cast<std::uint32_t>(record.signo), publish(box, cell, record)};
    box.pending.fetch_or(mine);
    return;
  }
  if ((box.pending.fetch_or(0) & mine) != 0) return; // merged with the one that waits
  // Somebody is just writing the cell, has died doing so, or the owner is taking it.
  if (!send_reserve(box, self, record, alive, placed)) box.pending.fetch_or(mine); // arrives without its siginfo
}

// Stop and continue signals cancel each other in the order in which they were sent: a cell would lose that.
bool keeps_order(int signo) { return has(kStopSet | kContinueSet, signo); }

// No slot left: of each such signal the last one counts. Of stop and continue signals, since one of the other kind
// cancels those before it and one of its own merges with them (XSH 2.4.1); of the real-time signals of kill(), since
// POSIX has no error for it there. It arrives in its place, without its siginfo.
void send_latest(Mailbox &box, int signo, Placed *placed) {
  const std::uint32_t n = latest_of_signo(signo);
  *placed = {kEntries + n, next_sequence(box)};
  std::atomic<std::uint64_t> &word = latest_word(box, n);
  std::uint64_t last = word.load();
  while (last < placed->sequence && !word.compare_exchange_weak(last, placed->sequence)) {}
  if (is_realtime(signo)) box.pending.fetch_or(bit(signo));
}

} // namespace

Errno mailbox_send(Mailbox &box, std::uint64_t self, const Record &record, bool queued, ClaimAlive alive,
                   Placed *placed, const MoreSlots &more) {
  Placed unwanted;
  if (placed == nullptr) placed = &unwanted;
  const int signo = record.signo;
  if (keeps_order(signo)) {
    if (!send_reserve(box, self, record, alive, placed)) {
      if (queued) return EAGAIN;
      send_latest(box, signo, placed);
    }
  } else if (!queued && !is_realtime(signo)) {
    send_cell(box, self, record, alive, placed);
  } else if (!send_queue(box, self, record, alive, placed, more)) {
    if (queued) return EAGAIN;
    send_latest(box, signo, placed);
  }
  box.dirty.exchange(1);
  return 0;
}

// `woken_generation` equal to `generation` means that the event was set and the owner has not begun the look that
// answers it: that look comes after our publication. Every 64th wakes anyhow, so that a spoilt word delays but never
// wedges.
Wake mailbox_wake(Mailbox &box, bool standard) {
  const std::uint32_t generation = box.generation.load();
  if (standard || generation == 0 || box.woken_generation.load() != generation) return {true, generation};
  return {mailbox_refused(box), generation};
}

bool mailbox_refused(Mailbox &box) { return box.unrung.fetch_add(1) % 64 == 63; }

void mailbox_woken(Mailbox &box, const Wake &wake) { box.woken_generation.store(wake.generation); }

} // namespace psig
