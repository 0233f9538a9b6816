// Receiving. Every field is copied before it is checked, indices come from our own loops, and the sequence decides
// nothing but the order. Pure; one thread at a time. [any]
#include "transport/mailbox_receive.h"

#include <algorithm>
#include <cstring>

namespace psig {
namespace {

constexpr int kSigChld = 17, kCldLast = 6;

// By exchange, since a sweep may have freed the claim of a dead sender and somebody else claimed it.
void free_slot(Slot &slot, std::uint64_t claim) {
  slot.sequence.store(0);
  slot.claim.compare_exchange_strong(claim, 0);
}

template <typename Visit> void for_bits(std::uint64_t word, std::uint32_t base, Visit visit) {
  for (; word != 0; word &= word - 1) visit(base + static_cast<std::uint32_t>(std::countr_zero(word)));
}

} // namespace

bool believable(const Record &record, std::uint64_t claim) {
  if (!is_signo(record.signo) || record.pid != claim_pid(claim)) return false;
  if (record.code > 0) return record.signo == kSigChld && record.code <= kCldLast;
  return record.code >= -64;
}

void Receiver::start(Mailbox *box, std::uint32_t pid, std::uint64_t created, ClaimAlive alive) {
  box_ = box;
  pid_ = pid;
  created_ = created;
  alive_ = alive;
  mailbox_head_write(*box, pid, created);
}

bool Receiver::list(std::uint32_t index) {
  const std::uint64_t mine = std::uint64_t{1} << index % 64;
  if ((listed_[index / 64] & mine) != 0) return false;
  listed_[index / 64] |= mine;
  return true;
}

// Also a cell whose sender died between filling and announcing it.
void Receiver::sweep() {
  mailbox_head_write(*box_, pid_, created_);
  mailbox_sweep(*box_, alive_);
  for (std::uint32_t n = 1; n < kCells; ++n) {
    const std::uint64_t claim = box_->cells[n].claim.load();
    const bool filled = claim != 0 && box_->cells[n].sequence.load() != 0;
    if (filled && !alive_(claim)) late_cells_ |= bit(static_cast<int>(n));
  }
}

// The scan is no snapshot: of two signals of one sender the second may show in a slot yet to be visited and the first
// in one already passed. What was numbered after the scan began therefore waits for the next, which `dirty` announces:
// whatever has a number up to `limit` was published before any later one of the same sender had its number.
void Receiver::collect(std::uint32_t index, std::uint64_t limit) {
  const Slot &slot = at(index);
  const std::uint64_t sequence = slot.claim.load() != 0 ? slot.sequence.load() : 0;
  if (sequence == 0 && index >= kCells) return; // marked for nothing
  if (sequence > limit && sequence <= box_->next_sequence.load()) {
    if (index < kCells) late_cells_ |= bit(static_cast<int>(index));
    else late_marks_[(index - kCells) / 64] |= std::uint64_t{1} << (index - kCells) % 64;
  } else if (list(index)) {
    order_[count_++] = {sequence, index, false};
  }
}

// True: it takes a later place than it had.
bool Receiver::collect_latest(std::uint32_t n, std::uint64_t limit) {
  std::uint64_t sequence = late_latest_[n];
  if (box_->latest[n].load() != 0) sequence = std::max(sequence, box_->latest[n].exchange(0));
  const bool late = sequence > limit && sequence <= box_->next_sequence.load();
  late_latest_[n] = late ? sequence : 0;
  if (late || sequence == 0) return false;
  const std::uint32_t index = kEntries + n;
  if (list(index)) {
    order_[count_++] = {sequence, index, false};
    return false;
  }
  for (std::uint32_t i = 0; i < count_; ++i)
    if (order_[i].index == index) order_[i].sequence = sequence;
  return true;
}

// [0, old) is in order already, unless `all` is to be looked at.
void Receiver::sort_from(std::uint32_t old, bool all) {
  const auto earlier = [](const Entry &a, const Entry &b) { return a.sequence < b.sequence; };
  std::sort(order_ + (all ? 0 : old), order_ + count_, earlier);
  if (!all && old > 0 && count_ > old && earlier(order_[old], order_[old - 1])) sort_from(0, true);
}

void Receiver::begin(bool rang) {
  while (position_ < count_) order_[left_++] = order_[position_++]; // of a begin() that this one interrupts
  const std::uint32_t old = left_;
  count_ = old;
  position_ = left_ = 0;
  stalled_.store(false);
  box_->dirty.exchange(0); // before everything else is read: a later send sets it again
  count_look();
  if (rang) {
    if (++generation_ == 0) generation_ = 1;
    box_->generation.store(generation_);
  }
  if (++begins_ % kSweepEvery == 0) sweep();
  if (held_) return;

  const std::uint64_t limit = box_->next_sequence.load();
  const std::uint64_t cells = (box_->pending.exchange(0) | late_cells_) & (bit(kSigRtMin) - 1) & ~bit(33);
  late_cells_ = 0;
  for_bits(cells, 1, [&](std::uint32_t index) { collect(index, limit); });
  for (std::uint32_t n = 0; n < kMarkWords; ++n) {
    if ((late_marks_[n] | box_->marks[n].load()) == 0) continue;
    const std::uint64_t marks = box_->marks[n].exchange(0) | late_marks_[n];
    late_marks_[n] = 0;
    for_bits(marks, kCells + n * 64, [&](std::uint32_t index) { collect(index, limit); });
  }
  bool moved = false;
  for (std::uint32_t n = 0; n < kOrdered; ++n) moved |= collect_latest(n, limit);
  sort_from(old, moved);
  count_look();
}

bool Receiver::withdraw_latest(std::uint32_t n, std::uint64_t sequence) {
  if (late_latest_[n] == sequence) late_latest_[n] = 0;
  else if (!box_->latest[n].compare_exchange_strong(sequence, 0)) return false;
  return true;
}

// The bit goes first: a cell that is claimed without it is one being written, which nobody merges with.
bool Receiver::withdraw(const Placed &placed, std::uint64_t claim) {
  if (placed.sequence == 0 || placed.index == 0 || placed.index >= kAll) return true; // it never lay here
  if (placed.index >= kEntries) return withdraw_latest(placed.index - kEntries, placed.sequence);
  Slot &slot = at(placed.index);
  if (slot.claim.load() != claim || slot.sequence.load() != placed.sequence) return false;
  if (placed.index < kCells) {
    const SigSet mine = bit(static_cast<int>(placed.index));
    late_cells_ &= ~mine;
    box_->pending.fetch_and(~mine);
  }
  free_slot(slot, claim);
  return true;
}

bool Receiver::take(std::uint32_t index, Taken *out) {
  out->index = index;
  out->must_queue = false;
  if (index >= kEntries) {
    out->record = Record{.signo = kFirstOrdered + static_cast<std::int32_t>(index - kEntries)};
    return true;
  }
  Slot &slot = at(index);
  out->claim = slot.claim.load();
  if (index < kCells && (out->claim == 0 || slot.sequence.load() == 0)) {
    out->record = Record{.signo = static_cast<std::int32_t>(index)}; // its sender found no room for more
    return true;
  }
  std::uint64_t words[kRecordWords];
  for (std::uint32_t n = 0; n < kRecordWords; ++n) words[n] = slot.words[n].load(std::memory_order_relaxed);
  std::memcpy(&out->record, words, sizeof(words));
  const int signo = out->record.signo;
  if (!believable(out->record, out->claim) || (index < kCells && signo != static_cast<int>(index))) {
    free_slot(slot, out->claim);
    ++rejected_;
    return false;
  }
  out->must_queue = is_realtime(signo);
  if (!out->must_queue) free_slot(slot, out->claim); // before it is generated: that may stop or end the process
  return true;
}

bool Receiver::next(Taken *out) {
  while (position_ < count_) {
    Entry entry = order_[position_++];
    const bool full = stalled_.load();
    if (!(full && entry.waits)) {
      if (!take(entry.index, out)) {
        unlist(entry.index);
        continue;
      }
      entry.waits = out->must_queue;
    }
    if (full && entry.waits) {
      order_[left_++] = entry; // must not overtake the one that found no room
      continue;
    }
    if (!out->must_queue) unlist(entry.index);
    out->sequence = entry.sequence;
    return true;
  }
  return false;
}

void Receiver::settle(const Taken &taken, Errno error) {
  if (!taken.must_queue) return;
  if (error == EAGAIN) {
    order_[left_++] = {taken.sequence, taken.index, true};
    stalled_.store(true);
  } else {
    free_slot(at(taken.index), taken.claim);
    unlist(taken.index);
  }
}

} // namespace psig
