// What is due, the earliest first: a binary heap of entries that know their place in it, so that each comes and goes in
// O(log n). Portable; under the timers' lock. [any]
#pragma once

#include <cstddef>
#include <cstdint>

namespace psig {

struct Due {
  std::uint64_t at = 0;    // on the heap's time line; changed by DueHeap only while it is in one
  std::uint32_t place = 0; // in the heap, from 1 on; 0: in none
};

class DueHeap {
public:
  // Room for all that will ever be in it at once.
  void lives_in(Due **room) { room_ = room; }
  [[nodiscard]] Due *first() const { return count_ != 0 ? room_[0] : nullptr; }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  void add(Due *entry, std::uint64_t at);
  void remove(Due *entry);

private:
  void put(std::uint32_t place, Due *entry);
  void rise(std::uint32_t place, Due *entry);
  void sink(std::uint32_t place, Due *entry);

  Due **room_ = nullptr;
  std::uint32_t count_ = 0;
};

} // namespace psig
