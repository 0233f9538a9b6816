// What is pending on one thread or on the process: the arrow between post() and take(). Portable; under the engine
// lock, but bits() may be read by anybody at any time.
//
// A standard signal is pending once and keeps its first record (XSH 2.4.1); real-time signals queue in order, each in a
// node of the process's pool, which is what RLIMIT_SIGPENDING counts. The pool begins small and grows by blocks, so the
// room for tens of thousands costs nothing until somebody needs it.
//
// A timer has a node of its own for as long as it lives, and at most one signal in it (XSH timer_getoverrun). Such a
// signal queues behind what is pending already, a standard one too, as on Linux.
#pragma once

#include <atomic>
#include <cstddef>

#include "base/errno_result.h"
#include "base/record.h"
#include "base/room.h"
#include "base/sigset.h"

namespace psig {

inline constexpr std::uint32_t kQueueMax = 65'536; // nodes at most; the limit, until it is lowered

class RecordPool {
public:
  // Zeroed memory that is never given back; null for want of it. Called under the engine lock. [any]
  using More = void *(*)(std::size_t bytes);
  void grows_by(More more) { more_ = more; }

  // How many may be in use: RLIMIT_SIGPENDING. What is pending beyond a lowered limit stays. limit() without the lock.
  void set_limit(std::uint32_t most) {
    withheld_.store(kQueueMax - (most < kQueueMax ? most : kQueueMax));
    publish();
  }
  [[nodiscard]] std::uint32_t limit() const { return kQueueMax - withheld_.load(); }

  // Where senders in other processes see how much of kQueueMax is not to be had.
  void publish(std::atomic<std::uint64_t> *room) {
    told_ = room;
    publish();
  }
  void publish() {
    if (told_ != nullptr) room_set_held(*told_, in_use_ + withheld_.load());
  }

  [[nodiscard]] std::uint32_t claim(); // 0 when there is no room
  void release(std::uint32_t node);

  // A node that is somebody's for good: `owner`, not 0, is told by `taken` when the signal in it has been taken or
  // discarded, and may still write into the record. Called under the engine lock. [any]
  using Taken = void (*)(std::uint32_t owner, Record *record);
  [[nodiscard]] std::uint32_t claim_for(std::uint32_t owner); // 0 when there is no room
  void tells_owners_by(Taken taken) { taken_ = taken; }
  [[nodiscard]] bool pends(std::uint32_t node) { return at(node).pends; } // one with an owner
  [[nodiscard]] std::uint32_t in_use() const { return in_use_; }

private:
  friend class PendingSet;
  struct Node {
    Record record;
    std::uint32_t next = 0;
    std::uint32_t owner = 0;
    bool pends = false; // of one with an owner
  };
  static constexpr std::uint32_t kFirst = 64, kBlock = 1024; // nodes
  static constexpr std::uint32_t kBlocks = (kQueueMax - kFirst + kBlock - 1) / kBlock;

  [[nodiscard]] Node &at(std::uint32_t node);
  [[nodiscard]] bool has_memory(std::uint32_t node);

  // All zeroes at start, before any constructor. Node 0 stands for none.
  Node first_[kFirst + 1];
  Node *blocks_[kBlocks] = {};
  More more_ = nullptr;
  Taken taken_ = nullptr;
  std::uint32_t free_ = 0;    // list of those given back
  std::uint32_t touched_ = 0; // nodes above were never used
  std::uint32_t in_use_ = 0;
  std::atomic<std::uint32_t> withheld_{0};
  std::atomic<std::uint64_t> *told_ = nullptr;
};

class PendingSet {
public:
  // EAGAIN when a signal that has to queue finds no node; one that does not (`kill`) stays pending without its record.
  [[nodiscard]] Errno add(RecordPool &pool, const Record &record, bool must_queue);
  // The same with the sender's own node: it always queues. Nothing, if it pends already.
  void add_own(RecordPool &pool, const Record &record, std::uint32_t node);
  // Takes it back out of this set, if it pends. Its owner is not told.
  void withdraw(RecordPool &pool, std::uint32_t node);
  // Removes the lowest-numbered member of `allowed`; false if there is none.
  [[nodiscard]] bool take(RecordPool &pool, SigSet allowed, Record *out);
  void discard(RecordPool &pool, SigSet which);
  [[nodiscard]] SigSet bits() const { return bits_.load(); }
  [[nodiscard]] const void *word() const { return &bits_; } // where it is, for other processes to read

private:
  struct Queue {
    std::uint32_t head = 0, tail = 0;
    std::uint32_t bare = 0; // pending without a record
  };
  static constexpr int kStandard = kSigRtMin - 1; // 1..33

  static void append(RecordPool &pool, Queue &queue, std::uint32_t node);
  static void take_head(RecordPool &pool, Queue &queue, Record *out);
  [[nodiscard]] bool empty(int signo) const;

  std::atomic<SigSet> bits_{0};
  SigSet plain_ = 0; // standard signals whose record is in first_
  Record first_[kStandard + 1];
  Queue queue_[kSigMax + 1]; // of standard signals only those of timers
};

} // namespace psig
