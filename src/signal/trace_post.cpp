// Only called while somebody traces. Locks: the engine's, held by the caller. [any]
#include "signal/trace_post.h"

namespace psig {
namespace {

SigSet pending_anywhere() PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  SigSet all = g_engine.process.pending.bits();
  for (const ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next) all |= t->pending.bits();
  return all;
}

std::uint32_t tid_of(const ThreadSignals *thread) {
  return thread == nullptr ? 0 : static_cast<std::uint32_t>(static_cast<const Thread *>(thread)->tid);
}

} // namespace

void TracedPost::look(std::uint32_t own) {
  g_engine.lock.assert_held();
  const int signo = record_->signo;
  const PendingSet &pending = target_ != nullptr ? target_->pending : g_engine.process.pending;
  merges_ = own != 0 ? g_engine.process.pool.pends(own) : signo < kSigRtMin && has(pending.bits(), signo);
  if (has(kStopSet, signo)) cancelled_ = pending_anywhere() & kContinueSet;
  if (has(kContinueSet, signo)) cancelled_ = pending_anywhere() & kStopSet;
}

TraceFate TracedPost::fate(const Decision &decision) const {
  if (decision.error != 0) return TraceFate::kRefused;
  if (decision.next != Next::kNothing && decision.next != Next::kReach) return TraceFate::kDefault;
  if (!decision.pends) return decision.resume ? TraceFate::kContinues : TraceFate::kIgnored;
  if (merges_) return TraceFate::kMerged;
  return decision.thread != nullptr ? TraceFate::kTaken : TraceFate::kNobody;
}

void TracedPost::tell(const Decision &decision, const Thread *self) {
  g_engine.lock.assert_held();
  if (decision.error != 0 && decision.error != EAGAIN) return; // its thread has ended: nothing was generated
  for (SigSet left = cancelled_; left != 0; left &= left - 1) trace_discarded(lowest(left), TraceDiscard::kCancelled);
  const Record &record = *record_;
  const auto signo = static_cast<std::uint8_t>(record.signo);
  trace([&] {
    return TraceEntry{.event = TraceEvent::kGenerated,
                      .signo = signo,
                      .how = static_cast<std::uint8_t>(origin_),
                      .result = static_cast<std::uint8_t>(fate(decision)),
                      .code = record.code,
                      .thread = tid_of(target_),
                      .pid = record.pid,
                      .value = record.extra[0]};
  });
  if (!decision.pends || decision.thread == nullptr) return;
  const std::uint32_t taker = self != nullptr ? tid_of(self) : tid_of(decision.thread);
  if (target_ == nullptr) trace_chosen(taker, record.signo, false);
  if (self != nullptr) trace_told(taker, record.signo, TraceMethod::kSelf);
}

void trace_pending_discarded(int signo) {
  g_engine.lock.assert_held();
  if (tracing() != nullptr && has(pending_anywhere(), signo)) trace_discarded(signo, TraceDiscard::kIgnoredNow);
}

} // namespace psig
