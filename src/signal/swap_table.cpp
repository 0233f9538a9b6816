// Open addressing within a window that is always searched whole, so that one store frees a place.
#include "signal/swap_table.h"

namespace psig {

const SwapTable::Place *SwapTable::find(std::uintptr_t slot) const {
  for (unsigned i = 0; i < kWindow; ++i) {
    const Place &place = places_[(first(slot) + i) % kPlaces];
    if (place.slot.load() == slot) return &place;
  }
  return nullptr;
}

bool SwapTable::set(std::uintptr_t slot, std::uintptr_t original) {
  Place *place = find(slot);
  for (unsigned i = 0; place == nullptr && i < kWindow; ++i) {
    Place &free = places_[(first(slot) + i) % kPlaces];
    if (free.slot.load() == 0) place = &free;
  }
  if (place == nullptr) return false;
  place->seen_dead.store(false);
  place->original.store(original);
  if (place->slot.exchange(slot) == 0) count_.fetch_add(1);
  return true;
}

std::uintptr_t SwapTable::original(std::uintptr_t slot) const {
  const Place *place = find(slot);
  return place != nullptr ? place->original.load() : 0;
}

void SwapTable::free(Place &place, std::uintptr_t slot) {
  if (place.slot.compare_exchange_strong(slot, 0)) count_.fetch_sub(1);
}

void SwapTable::remove(std::uintptr_t slot) {
  if (Place *place = find(slot); place != nullptr) free(*place, slot);
}

void SwapTable::sweep(bool (*dead)(std::uintptr_t slot)) {
  for (Place &place : places_) {
    const std::uintptr_t slot = place.slot.load();
    if (slot == 0) continue;
    const bool is_dead = dead(slot);
    if (is_dead && place.seen_dead.load()) free(place, slot);
    else place.seen_dead.store(is_dead);
  }
}

} // namespace psig
