// What is pending on one thread or on the process: the arrow between post() and take(). Pure; under the engine lock,
// but bits() may be read by anybody at any time.
//
// A standard signal is pending once and keeps its first record (XSH 2.4.1); real-time signals queue in order, each in a
// node of the process's pool, which is what SIGQUEUE_MAX counts.
#pragma once

#include <atomic>

#include "base/errno_result.h"
#include "base/record.h"
#include "base/sigset.h"

namespace psig {

inline constexpr std::uint32_t kQueueMax = 1024; // SIGQUEUE_MAX

class RecordPool {
public:
  [[nodiscard]] std::uint32_t claim(); // 0 when empty
  void release(std::uint32_t node);
  [[nodiscard]] std::uint32_t free_count() const { return kQueueMax - in_use_; }

private:
  friend class PendingSet;
  struct Node {
    Record record;
    std::uint32_t next = 0;
  };
  Node nodes_[kQueueMax + 1]; // node 0 stands for none
  std::uint32_t free_ = 0;    // list of those given back
  std::uint32_t touched_ = 0; // nodes above were never used: the pool is all zeroes at start, before any constructor
  std::uint32_t in_use_ = 0;
};

class PendingSet {
public:
  // EAGAIN when a signal that has to queue finds no node; one that does not (`kill`) stays pending without its record.
  [[nodiscard]] Errno add(RecordPool &pool, const Record &record, bool must_queue);
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

  bool take_realtime(RecordPool &pool, int signo, Record *out);

  std::atomic<SigSet> bits_{0};
  Record first_[kStandard + 1];
  Queue queue_[kSigMax - kSigRtMin + 1];
};

} // namespace psig
