// The process's heap, kept from being held by a thread that is about to be suspended: system code that goes on
// meanwhile needs it.
#pragma once

namespace psig::nt {

class HeapHold {
public:
  explicit HeapHold(bool wanted);
  ~HeapHold();
  HeapHold(const HeapHold &) = delete;
  HeapHold &operator=(const HeapHold &) = delete;

private:
  bool held_;
};

} // namespace psig::nt
