// What post() tells of one signal: who has sent it, what becomes of it, and who is chosen. Under the engine lock, so
// that nobody can have taken the signal before its generation is told.
#pragma once

#include "signal/engine.h"
#include "signal/trace.h"

namespace psig {

class TracedPost {
public:
  TracedPost(const Thread *target, const Record &record, TraceOrigin origin)
      : target_(target), record_(&record), origin_(origin) {}
  // Before the decision and after it, where somebody traces. `self`: the caller takes it as it leaves the library.
  void look(std::uint32_t own) PSIG_REQUIRES(g_engine.lock);
  void tell(const Decision &decision, const Thread *self) PSIG_REQUIRES(g_engine.lock);

private:
  [[nodiscard]] TraceFate fate(const Decision &decision) const;

  const Thread *target_;
  const Record *record_;
  TraceOrigin origin_;
  SigSet cancelled_ = 0; // are pending, and taken back by this signal
  bool merges_ = false;
};

// What a change of the action to "ignored" takes back.
void trace_pending_discarded(int signo) PSIG_REQUIRES(g_engine.lock);

} // namespace psig
