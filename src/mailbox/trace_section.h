// The ring of the trace as a named section: others of the same user may look into it (docs/wire-format.md).
#pragma once

#include "nt/process/process_handle.h"
#include "signal/trace_ring.h"

namespace psig {

// This process's, made at the first call, under the first of its names that nobody has; without a name where all of
// them are taken, so that nobody can follow. It stays. Null for want of memory. [loader]
[[nodiscard]] TraceRing *trace_ring_own();

// Another process's, while it lives.
class FollowedRing {
public:
  FollowedRing() = default;
  ~FollowedRing();
  FollowedRing(const FollowedRing &) = delete;
  FollowedRing &operator=(const FollowedRing &) = delete;

  // ENOENT: it has none (yet); EPERM. Only what that process would have made is taken (docs/security.md).
  [[nodiscard]] Errno open(const nt::Process &process);
  [[nodiscard]] const TraceRing &operator*() const { return *ring_; }

private:
  void *section_ = nullptr;
  const TraceRing *ring_ = nullptr;
};

} // namespace psig
