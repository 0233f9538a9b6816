// The pending sets and their pool. Pure; every function but bits() under the engine lock. [any]
#include "signal/pending.h"

namespace psig {

std::uint32_t RecordPool::claim() {
  std::uint32_t node = free_;
  if (node != 0) free_ = nodes_[node].next;
  else if (touched_ < kQueueMax) node = ++touched_;
  if (node != 0) ++in_use_;
  return node;
}

void RecordPool::release(std::uint32_t node) {
  nodes_[node].next = free_;
  free_ = node;
  --in_use_;
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
      pool.nodes_[node] = {record, 0};
      if (queue.tail != 0) pool.nodes_[queue.tail].next = node;
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
    *out = pool.nodes_[node].record;
    queue.head = pool.nodes_[node].next;
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
