// Receives. Every field is copied before it is checked, indices come from our own loops, and the sequence decides
// nothing but the order. Portable; one thread at a time. [any]
#include "mailbox/receiver.h"

#include "base/signal_numbers.h"
#include <algorithm>
#include <cstring>
#include <utility>

namespace psig {
namespace {

constexpr int kCldLast = 6;

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

void Receiver::start(Mailbox *box, std::uint32_t pid, std::uint64_t created, ClaimAlive alive, const MoreSlots &more,
                     Memory memory) {
  box_ = box;
  pid_ = pid;
  created_ = created;
  alive_ = alive;
  more_ = more;
  memory_ = memory;
  write_head();
}

void Receiver::write_head() {
  mailbox_head_write(*box_, pid_, created_);
  box_->blocks_count.store(blocks_count());
}

bool Receiver::head_is_good() const {
  return mailbox_head_check(*box_, pid_, created_) == HeadCheck::kGood && box_->blocks_count.load() == blocks_count();
}

bool Receiver::list(std::uint32_t index) {
  const std::uint64_t mine = std::uint64_t{1} << index % 64;
  if ((listed()[index / 64] & mine) != 0) return false;
  listed()[index / 64] |= mine;
  return true;
}

bool Receiver::enlarge() {
  if (large_ != nullptr) return true;
  auto *large = memory_ != nullptr ? static_cast<Large *>(memory_(sizeof(Large))) : nullptr;
  if (large == nullptr) return false;
  std::memcpy(large->listed, listed_, sizeof(listed_));
  std::memcpy(large->order, order_, sizeof(order_));
  large_ = large;
  return true;
}

Slot *Receiver::at(std::uint32_t index) {
  if (index < kCells) return &box_->cells[index];
  if (index < kEntries) return &box_->slots[index - kCells];
  MoreBlock *block = more_.block((index - kFirstMore) / kQueueSlots);
  return block != nullptr ? &block->slots[(index - kFirstMore) % kQueueSlots] : nullptr;
}

// And whoever has found the row full may look again.
void Receiver::release(std::uint32_t index, std::uint64_t claim) {
  free_slot(*at(index), claim);
  if (index < kCells) unannounced_ &= ~bit(static_cast<int>(index));
  if (index < kCells || (index >= kCells + kQueueSlots && index < kFirstMore)) return; // no row of the queue
  const std::uint64_t mine = index < kFirstMore ? 1 : std::uint64_t{2} << (index - kFirstMore) / kQueueSlots;
  if ((box_->full.load() & mine) != 0) box_->full.fetch_and(~mine);
}

void Receiver::spend(std::uint64_t signals, std::uint32_t held) {
  spent_ += static_cast<std::uint32_t>(signals);
  room_set_spent(box_->room, spent_, held);
}

// A cell whose sender died between filling and announcing it, or whose bit somebody has wiped out: a living sender is
// given until the next sweep to set it. If he was stopped there for so long, his bit, when it comes, is no signal.
void Receiver::sweep_cells() {
  const SigSet before = unannounced_, pending = box_->pending.load();
  unannounced_ = 0;
  for (std::uint32_t n = 1; n < kCells; ++n) {
    const std::uint64_t claim = box_->cells[n].claim.load();
    const SigSet mine = bit(static_cast<int>(n));
    if (claim == 0 || box_->cells[n].sequence.load() == 0 || (pending & mine) != 0) continue;
    const bool dead = !alive_(claim);
    if (!dead && (before & mine) != 0) owes_bit_[n] = claim;
    if (dead || (before & mine) != 0) late_cells_ |= mine;
    else unannounced_ |= mine;
  }
}

// The next of the blocks that are used, whatever has become of the word that says so.
void Receiver::sweep_block() {
  const std::uint64_t used = box_->used.load() >> 1 | used_;
  for (std::uint32_t n = 0; n < kMoreBlocks; ++n) {
    swept_ = (swept_ + 1) % kMoreBlocks;
    if ((used >> swept_ & 1) == 0) continue;
    if (MoreBlock *block = more_.block(swept_)) mailbox_sweep_block(*box_, swept_, *block, alive_);
    return;
  }
}

void Receiver::sweep() {
  write_head();
  mailbox_sweep(*box_, alive_);
  sweep_cells();
  for (std::uint32_t n = 0; n < kRealtime; ++n)
    if (box_->latest_realtime[n].load() != 0) late_realtime_ |= bit(kSigRtMin + static_cast<int>(n));
  box_->full.store(0);
  late_blocks_ |= box_->used.load() | used_ << 1; // whose bits in `more` somebody may have wiped out
  sweep_block();
}

// The scan is no snapshot: of two signals of one sender the second may show in a slot yet to be visited and the first
// in one already passed. What was numbered after the scan began therefore waits for the next, which `dirty` announces:
// whatever has a number up to `limit` was published before any later one of the same sender had its number.
void Receiver::collect(std::uint32_t index, std::uint64_t limit) {
  const Slot &slot = *at(index);
  const std::uint64_t sequence = slot.claim.load() != 0 ? slot.sequence.load() : 0;
  if (sequence == 0 && index >= kCells) return; // marked for nothing
  if (sequence > limit && sequence <= box_->next_sequence.load()) put_off(index);
  else if (list(index)) order()[count_++] = {sequence, index, false};
}

void Receiver::put_off(std::uint32_t index) {
  const auto note = [](std::uint64_t *words, std::uint32_t n) { words[n / 64] |= std::uint64_t{1} << n % 64; };
  if (index < kCells) late_cells_ |= bit(static_cast<int>(index));
  else if (index < kEntries) note(late_marks_, index - kCells);
  else note(large_->late, index - kFirstMore), late_blocks_ |= std::uint64_t{2} << (index - kFirstMore) / kQueueSlots;
}

void Receiver::collect_block(std::uint32_t n, std::uint64_t limit) {
  MoreBlock *block = more_.block(n);
  if (block == nullptr || !enlarge()) { // for want of memory: looked at again when something comes
    late_blocks_ |= std::uint64_t{2} << n;
    return;
  }
  constexpr std::uint32_t kWords = kQueueSlots / 64;
  for (std::uint32_t w = 0; w < kWords; ++w) {
    std::uint64_t &late = large_->late[n * kWords + w];
    const std::uint64_t marks = block->marks[w].load() != 0 ? block->marks[w].exchange(0) | late : late;
    late = 0;
    for_bits(marks, kFirstMore + n * kQueueSlots + w * 64, [&](std::uint32_t index) { collect(index, limit); });
  }
}

void Receiver::collect_blocks(std::uint64_t limit) {
  if ((late_blocks_ | box_->more.load()) == 0) return;
  const std::uint64_t blocks = (box_->more.exchange(0) | late_blocks_) >> 1;
  used_ |= blocks;
  late_blocks_ = 0;
  for_bits(blocks, 0, [&](std::uint32_t n) { collect_block(n, limit); });
}

// True: it takes a later place than it had.
bool Receiver::collect_latest(std::uint32_t n, std::uint64_t limit) {
  std::uint64_t sequence = late_latest_[n];
  std::atomic<std::uint64_t> &word = latest_word(*box_, n);
  if (word.load() != 0) sequence = std::max(sequence, word.exchange(0));
  const bool late = sequence > limit && sequence <= box_->next_sequence.load();
  late_latest_[n] = late ? sequence : 0;
  if (late && n >= kOrdered) late_realtime_ |= bit(signo_of_latest(n));
  if (late || sequence == 0) return false;
  const std::uint32_t index = kEntries + n;
  if (list(index)) {
    order()[count_++] = {sequence, index, false};
    return false;
  }
  for (std::uint32_t i = 0; i < count_; ++i)
    if (order()[i].index == index) order()[i].sequence = sequence;
  return true;
}

// [0, old) is in order already, unless `all` is to be looked at.
void Receiver::sort_from(std::uint32_t old, bool all) {
  const auto earlier = [](const Entry &a, const Entry &b) { return a.sequence < b.sequence; };
  Entry *entries = order();
  std::sort(entries + (all ? 0 : old), entries + count_, earlier);
  if (!all && old > 0 && count_ > old && earlier(entries[old], entries[old - 1])) sort_from(0, true);
}

void Receiver::begin(bool by_event) {
  while (position_ < count_) order()[left_++] = order()[position_++]; // of a begin() that this one interrupts
  const std::uint32_t old = left_;
  count_ = old;
  position_ = left_ = 0;
  stalled_.store(false);
  box_->dirty.exchange(0); // before everything else is read: a later send sets it again
  beat();
  if (by_event) {
    if (!head_is_good()) write_head(); // a sender was refused, or finds fewer slots
    if (++generation_ == 0) generation_ = 1;
    box_->generation.store(generation_);
  }
  if (++begins_ % kSweepEvery == 0) sweep();
  const std::uint64_t limit = box_->next_sequence.load();
  if (held_) return spend(limit - spent_);

  const SigSet pending = box_->pending.exchange(0);
  constexpr SigSet kStandard = bit(kSigRtMin) - 1;
  const SigSet realtime = (pending | late_realtime_) & ~kStandard;
  late_realtime_ = 0;
  const std::uint64_t cells = (pending | late_cells_) & kStandard & ~bit(33);
  late_cells_ = 0;
  for_bits(cells, 1, [&](std::uint32_t index) { collect(index, limit); });
  for (std::uint32_t n = 0; n < kMarkWords; ++n) {
    if ((late_marks_[n] | box_->marks[n].load()) == 0) continue;
    const std::uint64_t marks = box_->marks[n].exchange(0) | late_marks_[n];
    late_marks_[n] = 0;
    for_bits(marks, kCells + n * 64, [&](std::uint32_t index) { collect(index, limit); });
  }
  collect_blocks(limit);
  bool moved = false;
  for (std::uint32_t n = 0; n < kOrdered; ++n) moved |= collect_latest(n, limit);
  for_bits(realtime >> (kSigRtMin - 1), kOrdered, [&](std::uint32_t n) { moved |= collect_latest(n, limit); });
  sort_from(old, moved);
  spend(limit - count_ - spent_); // what came to nothing, too
  beat();
}

bool Receiver::withdraw_latest(std::uint32_t n, std::uint64_t sequence) {
  if (late_latest_[n] == sequence) late_latest_[n] = 0;
  else if (!latest_word(*box_, n).compare_exchange_strong(sequence, 0)) return false;
  return true;
}

// The bit goes first: a cell that is claimed without it is one being written, which nobody merges with.
bool Receiver::withdraw(const Placed &placed, std::uint64_t claim) {
  if (placed.sequence == 0 || placed.index == 0 || placed.index >= kFirstMore + kMoreEntries) return true; // never here
  if (placed.index >= kEntries && placed.index < kFirstMore)
    return withdraw_latest(placed.index - kEntries, placed.sequence);
  if (at(placed.index) == nullptr) return true;
  const Slot &slot = *at(placed.index);
  if (slot.claim.load() != claim || slot.sequence.load() != placed.sequence) return false;
  if (placed.index < kCells) {
    const SigSet mine = bit(static_cast<int>(placed.index));
    late_cells_ &= ~mine;
    box_->pending.fetch_and(~mine);
  }
  release(placed.index, claim);
  return true;
}

bool Receiver::take(std::uint32_t index, Taken *out) {
  out->index = index;
  out->must_queue = false;
  if (index >= kEntries && index < kFirstMore) {
    out->record = Record{.signo = signo_of_latest(index - kEntries)};
    return true;
  }
  const Slot &slot = *at(index);
  out->claim = slot.claim.load();
  if (index < kCells && (out->claim == 0 || slot.sequence.load() == 0)) {
    if (const std::uint64_t owes = std::exchange(owes_bit_[index], 0); owes != 0 && alive_(owes)) return false;
    out->record = Record{.signo = static_cast<std::int32_t>(index)}; // its sender found no room for more
    return true;
  }
  std::uint64_t words[kRecordWords];
  for (std::uint32_t n = 0; n < kRecordWords; ++n) words[n] = slot.words[n].load(std::memory_order_relaxed);
  std::memcpy(&out->record, words, sizeof(words));
  const int signo = out->record.signo;
  if (!believable(out->record, out->claim) || (index < kCells && signo != static_cast<int>(index))) {
    release(index, out->claim);
    ++rejected_;
    return false;
  }
  out->must_queue = is_realtime(signo);
  if (!out->must_queue) release(index, out->claim); // before it is generated: that may stop or end the process
  return true;
}

bool Receiver::next(Taken *out) {
  while (position_ < count_) {
    Entry entry = order()[position_++];
    const bool full = stalled_.load();
    if (!(full && entry.waits)) {
      if (!take(entry.index, out)) {
        unlist(entry.index);
        spend(1);
        continue;
      }
      entry.waits = out->must_queue;
    }
    if (full && entry.waits) {
      order()[left_++] = entry; // must not overtake the one that found no room
      continue;
    }
    if (!out->must_queue) unlist(entry.index);
    out->sequence = entry.sequence;
    spend(1, out->must_queue ? 1 : 0); // which the engine's queue is going to hold, and then says itself
    return true;
  }
  return false;
}

void Receiver::acknowledge(const Taken &taken, Errno error) {
  if (!taken.must_queue) return;
  if (error == EAGAIN) {
    order()[left_++] = {taken.sequence, taken.index, true};
    stalled_.store(true);
    spend(~std::uint64_t{0}, ~std::uint32_t{0}); // one less in both
  } else {
    release(taken.index, taken.claim);
    unlist(taken.index);
  }
}

} // namespace psig
