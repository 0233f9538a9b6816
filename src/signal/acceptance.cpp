// Which thread accepts what, and the union of it that delivery reads without the lock.
#include "signal/acceptance.h"

#include "signal/selection.h"

namespace psig {
namespace {

void set_accepting(ProcessSignals &process, ThreadSignals &thread, SigSet set) {
  if (thread.accepting.load(std::memory_order_relaxed) == set) return;
  thread.accepting.store(set);
  SigSet all = set;
  for (const ThreadSignals *t = process.threads; t != nullptr; t = t->next)
    if (t != &thread) all |= t->accepting.load(std::memory_order_relaxed);
  process.accepted.store(all);
}

} // namespace

bool accept(ProcessSignals &process, ThreadSignals &thread, SigSet set, SigSet otherwise, Record *record) {
  const Selected next = select(thread.pending.bits() & set, process.pending.bits() & set);
  set_accepting(process, thread, next.signo != 0 ? 0 : otherwise);
  if (next.signo == 0) return false;
  PendingSet &from = next.own ? thread.pending : process.pending;
  if (!next.own) process.delay.taken(next.signo);
  return from.take(process.pool, bit(next.signo), record);
}

void end_acceptance(ProcessSignals &process, ThreadSignals &thread) { set_accepting(process, thread, 0); }

} // namespace psig
