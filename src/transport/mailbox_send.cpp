// The sender's half of the slot protocol: claim, write, publish, mark, tell. Pure; no lock. [any]
//
// A sender may die between any two steps: before `sequence` is stored nothing was sent and the claim is swept; after it
// a sweep completes the rest. kill() has not returned in either case.
#include "transport/mailbox_send.h"

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

bool try_slots(Mailbox &box, std::uint64_t self, const Record &record, std::uint32_t first, std::uint32_t count,
               Placed *placed) {
  const auto start = static_cast<std::uint32_t>(box.next_sequence.load(std::memory_order_relaxed) % count);
  for (std::uint32_t step = 0; step < count; ++step) {
    const std::uint32_t n = first + (start + step) % count;
    if (!claim(box.slots[n], self)) continue;
    *placed = {kCells + n, publish(box, box.slots[n], record)};
    box.marks[n / 64].fetch_or(std::uint64_t{1} << n % 64);
    return true;
  }
  return false;
}

bool send_slot(Mailbox &box, std::uint64_t self, const Record &record, bool reserve, ClaimAlive alive, Placed *placed) {
  const std::uint32_t first = reserve ? kQueueSlots : 0;
  const std::uint32_t count = reserve ? kReserveSlots : kQueueSlots;
  if (try_slots(box, self, record, first, count, placed)) return true;
  mailbox_sweep(box, alive);
  return try_slots(box, self, record, first, count, placed);
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
  if (!send_slot(box, self, record, true, alive, placed)) box.pending.fetch_or(mine); // arrives without its siginfo
}

// Stop and continue signals cancel each other in the order in which they were sent: a cell would lose that.
bool keeps_order(int signo) { return has(kStopSet | kContinueSet, signo); }

// No slot left: of each such signal the last one counts, since one of the other kind cancels those before it and one of
// its own merges with them (XSH 2.4.1). It arrives in its place, without its siginfo.
void send_latest(Mailbox &box, int signo, Placed *placed) {
  const auto n = static_cast<std::uint32_t>(signo - kFirstOrdered);
  *placed = {kEntries + n, next_sequence(box)};
  std::uint64_t last = box.latest[n].load();
  while (last < placed->sequence && !box.latest[n].compare_exchange_weak(last, placed->sequence)) {}
}

} // namespace

Errno mailbox_send(Mailbox &box, std::uint64_t self, const Record &record, bool queued, ClaimAlive alive,
                   Placed *placed) {
  Placed unwanted;
  if (placed == nullptr) placed = &unwanted;
  const bool standard = !is_realtime(record.signo);
  if (standard && !queued && !keeps_order(record.signo)) {
    send_cell(box, self, record, alive, placed);
  } else if (!send_slot(box, self, record, keeps_order(record.signo), alive, placed)) {
    if (queued || !standard) return EAGAIN;
    send_latest(box, record.signo, placed);
  }
  box.dirty.exchange(1);
  return 0;
}

// `rung` equal to `generation` means that the event was set and the owner has not begun the look that answers it: that
// look comes after our publication. Every 64th rings anyhow, so that a spoilt word delays but never wedges.
Ring mailbox_ring(Mailbox &box, bool standard) {
  const std::uint32_t generation = box.generation.load();
  if (standard || generation == 0 || box.rung.load() != generation) return {true, generation};
  return {box.unrung.fetch_add(1) % 64 == 63, generation};
}

void mailbox_rung(Mailbox &box, const Ring &ring) { box.rung.store(ring.generation); }

} // namespace psig
