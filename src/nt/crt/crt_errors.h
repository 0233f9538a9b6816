// What each C run-time of the process keeps for a thread: the last error, errno and _doserrno. A handler may call into
// any of them, whichever the library's own is.
#pragma once

#include <atomic>
#include <cstdint>

#include "nt/crt/crt_modules.h"

namespace psig::nt {

// Where a thread has them. Written by that thread alone; the addresses hold until it ends, since a run-time that is
// asked stays loaded (crt_modules.cpp).
class CrtErrorWords {
public:
  static constexpr int kMost = 2 * (kMaxCrts + 1);

  // How many are known now. The first time on a thread, and after another run-time has been loaded, it asks the
  // run-times, which may allocate. [target]
  int known() { return count_ != 0 && asked_ == crt_mask() ? count_ : ask(); }
  std::uint32_t &at(int n) { return *words_[n]; }

private:
  int ask();
  void add(void *word);

  std::uint32_t *words_[kMost] = {};
  int count_ = 0;
  std::uint32_t asked_ = 0; // by slot
};

// They are again what they were when it ends.
class KeepCrtErrors {
public:
  explicit KeepCrtErrors(CrtErrorWords *words) : words_(words), count_(words->known()) {
    for (int n = 0; n < count_; ++n) saved_[n] = words->at(n);
  }
  ~KeepCrtErrors() {
    for (int n = 0; n < count_; ++n) words_->at(n) = saved_[n];
  }
  KeepCrtErrors(const KeepCrtErrors &) = delete;
  KeepCrtErrors &operator=(const KeepCrtErrors &) = delete;

private:
  CrtErrorWords *words_;
  int count_; // those of a run-time that the handler loads are not among them
  std::uint32_t saved_[CrtErrorWords::kMost];
};

} // namespace psig::nt
