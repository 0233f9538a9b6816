// The owner's half: takes what is in the mailbox, in the order of sending, and believes none of it. Portable.
//
// One thread at a time. The same one may begin() again while it generates what next() gave it.
#pragma once

#include "base/errno_result.h"
#include "mailbox/layout.h"

namespace psig {

// What a process may say of a signal that it sends: as rt_sigqueueinfo() on Linux no code that means the kernel, but a
// child may report its end; and the sender it names is the one of the claim.
[[nodiscard]] bool believable(const Record &record, std::uint64_t claim);

class Receiver {
public:
  // Where it finds memory to list more than the mailbox's own slots; zeroed, never given back. [any]
  using Memory = void *(*)(std::size_t bytes);
  void start(Mailbox *box, std::uint32_t pid, std::uint64_t created, ClaimAlive alive, const MoreSlots &more = {},
             Memory memory = nullptr);

  // Looks into the mailbox. What was sent before this call comes out of next(). `by_event`: because of the event, by
  // the one thread that waits for it.
  void begin(bool by_event);
  // Tells senders that the owner lives: at the begin, and when it has taken what their signals may be among, since they
  // may end it.
  void beat() { box_->heartbeat.store(++heartbeat_); }
  // The next signal. `must_queue`: acknowledge() it with what the engine said; EAGAIN leaves it, and all that would
  // overtake it, in the mailbox until the next begin().
  struct Taken {
    Record record;
    bool must_queue = false; // false for a real-time signal that has come without its siginfo
    std::uint32_t index = 0;
    std::uint64_t claim = 0, sequence = 0;
  };
  [[nodiscard]] bool next(Taken *out);
  void acknowledge(const Taken &taken, Errno error);
  // While held, nothing is taken: what lies there or comes later stays, unread, until the hold ends. Begins only when
  // all that was there has been taken: not `stalled`. Under the same turn as the rest.
  void hold(bool on) { held_ = on; }
  // Takes a signal back for its sender; false if it is there no more, since next() gave it out.
  [[nodiscard]] bool withdraw(const Placed &placed, std::uint64_t claim);
  // Something was left behind for want of room in the engine. Any thread.
  [[nodiscard]] bool stalled() const { return stalled_.load(); }
  [[nodiscard]] std::uint64_t rejected() const { return rejected_; } // rubbish thrown away

private:
  static constexpr std::uint32_t kAll = kFirstMore; // without the blocks
  static constexpr std::uint32_t kListWords = (kAll + 63) / 64;
  static constexpr std::uint32_t kSweepEvery = 256;
  struct Entry {
    std::uint64_t sequence;
    std::uint32_t index; // as in Placed
    bool waits;          // known to need room in the engine
  };
  // What lists the blocks, too: made when the first of them is used.
  struct Large {
    std::uint64_t late[kMoreEntries / 64];
    std::uint64_t listed[(kAll + kMoreEntries + 63) / 64];
    Entry order[kAll + kMoreEntries];
  };

  [[nodiscard]] std::uint32_t blocks_count() const { return more_.get != nullptr ? kMoreBlocks : 0; }
  [[nodiscard]] bool head_is_good() const;
  void write_head();
  void sweep();
  void sweep_cells();
  void sweep_block();
  void collect(std::uint32_t index, std::uint64_t limit);
  void collect_block(std::uint32_t n, std::uint64_t limit);
  void collect_blocks(std::uint64_t limit);
  void put_off(std::uint32_t index);
  [[nodiscard]] bool collect_latest(std::uint32_t n, std::uint64_t limit);
  void sort_from(std::uint32_t old, bool all);
  [[nodiscard]] bool withdraw_latest(std::uint32_t n, std::uint64_t sequence);
  bool take(std::uint32_t index, Taken *out);
  [[nodiscard]] bool enlarge();
  void release(std::uint32_t index, std::uint64_t claim);
  void spend(std::uint64_t signals, std::uint32_t held = 0);
  [[nodiscard]] Slot *at(std::uint32_t index);
  bool list(std::uint32_t index);
  void unlist(std::uint32_t index) { listed()[index / 64] &= ~(std::uint64_t{1} << index % 64); }
  [[nodiscard]] std::uint64_t *listed() { return large_ != nullptr ? large_->listed : listed_; }
  [[nodiscard]] Entry *order() { return large_ != nullptr ? large_->order : order_; }

  Mailbox *box_ = nullptr;
  std::uint32_t pid_ = 0;
  std::uint64_t created_ = 0;
  ClaimAlive alive_ = nullptr;
  MoreSlots more_;
  Memory memory_ = nullptr;
  bool held_ = false;
  std::uint32_t generation_ = 0, heartbeat_ = 0, begins_ = 0, swept_ = 0;
  std::atomic<bool> stalled_{false};
  std::uint64_t rejected_ = 0;
  std::uint32_t spent_ = 0;             // what the mailbox's is to be
  SigSet unannounced_ = 0;              // cells that the last sweep found full without their bit
  std::uint64_t owes_bit_[kCells] = {}; // who may still set the bit of a cell that has been taken without it
  std::uint64_t used_ = 0;              // blocks in which there was something: bit n for block n
  // Sent during the last begin().
  SigSet late_realtime_ = 0; // those in late_latest_
  std::uint64_t late_cells_ = 0, late_marks_[kMarkWords] = {}, late_latest_[kLatest] = {};
  std::uint64_t late_blocks_ = 0;         // as Mailbox::more; also those that there was no memory for
  std::uint64_t listed_[kListWords] = {}; // what is in order()
  // Sorted by sequence: [0, left_) stays for the next begin(), [position_, count_) is still to be looked at.
  std::uint32_t left_ = 0, position_ = 0, count_ = 0;
  Entry order_[kAll] = {};
  Large *large_ = nullptr;
};

} // namespace psig
