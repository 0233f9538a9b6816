// Leaves the caller of a replacement the last error that the bare call leaves: its own if that fails, else what was
// there.
#pragma once

#include "nt/thread/teb.h"
#include "signal/thread.h"

namespace psig {

class LastError {
public:
  explicit LastError(const Thread *thread) : word_(&nt::teb_field<std::uint32_t>(thread->teb, nt::kTebLastError)) {
    value_ = *word_;
  }
  ~LastError() { *word_ = value_; }
  LastError(const LastError &) = delete;
  LastError &operator=(const LastError &) = delete;
  void failed() { value_ = *word_; }
  void set(std::uint32_t value) { value_ = value; }
  [[nodiscard]] std::uint32_t value() const { return value_; }

private:
  std::uint32_t *word_, value_;
};

} // namespace psig
