// The pending sets and their pool. Portable; every function but bits() under the engine lock. [any]
#include "signal/pending.h"

namespace psig {

RecordPool::Node &RecordPool::at(std::uint32_t node) {
  if (node <= kFirst) return first_[node];
  const std::uint32_t n = node - kFirst - 1;
  return blocks_[n / kBlock][n % kBlock];
}

bool RecordPool::has_memory(std::uint32_t node) {
  if (node <= kFirst) return true;
  Node *&block = blocks_[(node - kFirst - 1) / kBlock];
  if (block == nullptr && more_ != nullptr) block = static_cast<Node *>(more_(sizeof(Node) * kBlock));
  return block != nullptr;
}

std::uint32_t RecordPool::claim() {
  if (in_use_ >= limit()) return 0;
  std::uint32_t node = free_;
  if (node != 0) free_ = at(node).next;
  else if (has_memory(touched_ + 1)) node = ++touched_; // all of them are in use: fewer than the limit
  if (node != 0) ++in_use_;
  publish();
  return node;
}

void RecordPool::release(std::uint32_t node) {
  at(node).next = free_;
  free_ = node;
  --in_use_;
  publish();
}

Errno PendingSet::add(RecordPool &pool, const Record &record, bool must_queue) {
  if (!is_realtime(record.signo)) {
    if (!has(bits(), record.signo)) first_[record.signo] = record;
  } else {
    Queue &queue = queue_[record.signo - kSigRtMin];
    const std::uint32_t node = pool.claim();
    if (node == 0) {
      if (must_queue) return EAGAIN;
      queue.bare = 1; // as Linux: kill() never fails for want of memory, the signal arrives without its siginfo
    } else {
      pool.at(node) = {record, 0};
      if (queue.tail != 0) pool.at(queue.tail).next = node;
      else queue.head = node;
      queue.tail = node;
    }
  }
  bits_.fetch_or(bit(record.signo));
  return 0;
}

bool PendingSet::take_realtime(RecordPool &pool, int signo, Record *out) {
  Queue &queue = queue_[signo - kSigRtMin];
  if (queue.head != 0) {
    const std::uint32_t node = queue.head;
    *out = pool.at(node).record;
    queue.head = pool.at(node).next;
    if (queue.head == 0) queue.tail = 0;
    pool.release(node);
  } else {
    *out = Record{.signo = signo};
    queue.bare = 0;
  }
  return queue.head == 0 && queue.bare == 0; // drained
}

bool PendingSet::take(RecordPool &pool, SigSet allowed, Record *out) {
  const SigSet candidates = bits() & allowed;
  if (candidates == 0) return false;
  const int signo = lowest(candidates);
  bool drained = true;
  if (is_realtime(signo)) drained = take_realtime(pool, signo, out);
  else *out = first_[signo];
  if (drained) bits_.fetch_and(~bit(signo));
  return true;
}

void PendingSet::discard(RecordPool &pool, SigSet which) {
  Record unused;
  while (take(pool, which, &unused)) {}
}

} // namespace psig
