// What a thread waits for. Each source that is ready is served once a round, so one that is always ready keeps no other
// waiting.
#pragma once

#include "nt/thread/multi_wait.h"

namespace psig {

class Sources {
public:
  static constexpr unsigned kMost = 64; // that the system waits for at once

  // A null handle: there is no such source just now. `serve` gets the handle.
  void add(nt::Handle handle, void (*serve)(nt::Handle)) {
    if (handle == nullptr || count_ == kMost) return;
    handles_[count_] = handle;
    serve_[count_++] = serve;
  }

  // Waits for the first one, until this nt::now_ns() time.
  void serve(std::uint64_t deadline) const {
    for (unsigned from = 0; from < count_; ++from) {
      const int ready = nt::wait_any(handles_ + from, count_ - from, deadline);
      if (ready < 0) return;
      from += static_cast<unsigned>(ready);
      serve_[from](handles_[from]);
      deadline = 0;
    }
  }

private:
  nt::Handle handles_[kMost];
  void (*serve_[kMost])(nt::Handle);
  unsigned count_ = 0;
};

} // namespace psig
