// Where swapped return addresses lead, by the address of the slot. There is one table for the process, because the call
// may return on another thread than it was made on: a fiber goes wherever somebody switches to it.
//
// One thread at a time touches a slot: the one that runs on its stack, or the hijacker of that thread. Only set() and
// sweep() need more: one at a time, under the suspend lock. Everything is [any], without a lock of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace psig {

class SwapTable {
public:
  static constexpr unsigned kPlaces = 4096;

  // A slot that is known already gets the new value: its stack has been used anew since. False: no room.
  [[nodiscard]] bool set(std::uintptr_t slot, std::uintptr_t original);
  [[nodiscard]] std::uintptr_t original(std::uintptr_t slot) const; // 0: not swapped
  void remove(std::uintptr_t slot);
  [[nodiscard]] bool empty() const { return count_.load() == 0; }

  // Calls visit(slot, original) for each on a stack; may remove it.
  template <typename Visit> void each_within(std::uintptr_t low, std::uintptr_t high, Visit visit) {
    for (Place &place : places_) {
      const std::uintptr_t slot = place.slot.load();
      if (slot >= low && slot < high) visit(slot, place.original.load());
    }
  }

  // Gives up what has been found dead at two sweeps: jumped over, or on a stack that is no more. A live one is seen so
  // for an instruction at most, between its return and the trampoline.
  void sweep(bool (*dead)(std::uintptr_t slot));

private:
  struct Place {
    std::atomic<std::uintptr_t> slot{0}, original{0};
    std::atomic<bool> seen_dead{false};
  };
  static constexpr unsigned kWindow = 16; // a slot lies within so many places of its own
  static unsigned first(std::uintptr_t slot) { return static_cast<unsigned>((slot >> 3) * 0x9E3779B97F4A7C15 >> 52); }
  [[nodiscard]] const Place *find(std::uintptr_t slot) const;
  Place *find(std::uintptr_t slot) { return const_cast<Place *>(static_cast<const SwapTable *>(this)->find(slot)); }
  void free(Place &place, std::uintptr_t slot);

  std::array<Place, kPlaces> places_;
  std::atomic<unsigned> count_{0};
};

} // namespace psig
