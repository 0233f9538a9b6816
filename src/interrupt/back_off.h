// How long until a thread looks again at something that the system does not report, ever less often. Portable.
#pragma once

#include <cstdint>

namespace psig {

class BackOff {
public:
  [[nodiscard]] std::uint64_t delay() const { return delay_; } // ns
  void longer() { delay_ = delay_ * 2 < kLast ? delay_ * 2 : kLast; }

private:
  static constexpr std::uint64_t kFirst = 1'000'000, kLast = 16'000'000;
  std::uint64_t delay_ = kFirst;
};

} // namespace psig
