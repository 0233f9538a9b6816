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
  at(node).owner = 0;
  free_ = node;
  --in_use_;
  publish();
}

std::uint32_t RecordPool::claim_for(std::uint32_t owner) {
  const std::uint32_t node = claim();
  if (node != 0) at(node).owner = owner, at(node).pends = false;
  return node;
}

void PendingSet::append(RecordPool &pool, Queue &queue, std::uint32_t node) {
  if (queue.tail != 0) pool.at(queue.tail).next = node;
  else queue.head = node;
  queue.tail = node;
}

bool PendingSet::empty(int signo) const {
  return queue_[signo].head == 0 && queue_[signo].bare == 0 && !has(plain_, signo);
}

Errno PendingSet::add(RecordPool &pool, const Record &record, bool must_queue) {
  if (!is_realtime(record.signo)) {
    if (!has(bits(), record.signo)) first_[record.signo] = record, plain_ |= bit(record.signo);
  } else {
    Queue &queue = queue_[record.signo];
    const std::uint32_t node = pool.claim();
    if (node == 0) {
      if (must_queue) return EAGAIN;
      queue.bare = 1; // as Linux: kill() never fails for want of memory, the signal arrives without its siginfo
    } else {
      pool.at(node) = {.record = record};
      append(pool, queue, node);
    }
  }
  bits_.fetch_or(bit(record.signo));
  return 0;
}

void PendingSet::add_own(RecordPool &pool, const Record &record, std::uint32_t node) {
  RecordPool::Node &own = pool.at(node);
  if (own.pends) return;
  own.record = record, own.next = 0, own.pends = true;
  append(pool, queue_[record.signo], node);
  bits_.fetch_or(bit(record.signo));
}

void PendingSet::withdraw(RecordPool &pool, std::uint32_t node) {
  RecordPool::Node &own = pool.at(node);
  if (!own.pends) return;
  const int signo = own.record.signo;
  Queue &queue = queue_[signo];
  std::uint32_t before = 0;
  for (std::uint32_t n = queue.head; n != node; n = pool.at(n).next) before = n;
  (before != 0 ? pool.at(before).next : queue.head) = own.next;
  if (queue.tail == node) queue.tail = before;
  own.pends = false;
  if (empty(signo)) bits_.fetch_and(~bit(signo));
}

void PendingSet::take_head(RecordPool &pool, Queue &queue, Record *out) {
  const std::uint32_t node = queue.head;
  RecordPool::Node &taken = pool.at(node);
  *out = taken.record;
  queue.head = taken.next;
  if (queue.head == 0) queue.tail = 0;
  if (taken.owner == 0) return pool.release(node);
  taken.pends = false;
  if (pool.taken_ != nullptr) pool.taken_(taken.owner, out);
}

bool PendingSet::take(RecordPool &pool, SigSet allowed, Record *out) {
  const SigSet candidates = bits() & allowed;
  if (candidates == 0) return false;
  const int signo = lowest(candidates);
  if (has(plain_, signo)) { // it was the first: nothing of the kind is added behind another
    *out = first_[signo];
    plain_ &= ~bit(signo);
  } else if (queue_[signo].head != 0) {
    take_head(pool, queue_[signo], out);
  } else {
    *out = Record{.signo = signo};
    queue_[signo].bare = 0;
  }
  if (empty(signo)) bits_.fetch_and(~bit(signo));
  return true;
}

void PendingSet::discard(RecordPool &pool, SigSet which) {
  Record unused;
  while (take(pool, which, &unused)) {}
}

} // namespace psig
