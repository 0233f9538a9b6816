// The heap of what is due. Portable. [any]
#include "timer/due_heap.h"

namespace psig {

void DueHeap::put(std::uint32_t place, Due *entry) {
  room_[place - 1] = entry;
  entry->place = place;
}

void DueHeap::rise(std::uint32_t place, Due *entry) {
  for (; place > 1 && room_[place / 2 - 1]->at > entry->at; place /= 2) put(place, room_[place / 2 - 1]);
  put(place, entry);
}

void DueHeap::sink(std::uint32_t place, Due *entry) {
  for (;;) {
    std::uint32_t child = place * 2;
    if (child > count_) break;
    if (child < count_ && room_[child]->at < room_[child - 1]->at) ++child;
    if (room_[child - 1]->at >= entry->at) break;
    put(place, room_[child - 1]);
    place = child;
  }
  put(place, entry);
}

void DueHeap::add(Due *entry, std::uint64_t at) {
  entry->at = at;
  rise(++count_, entry);
}

void DueHeap::remove(Due *entry) {
  const std::uint32_t place = entry->place;
  if (place == 0) return;
  entry->place = 0;
  Due *last = room_[--count_];
  if (last == entry) return;
  if (place > 1 && room_[place / 2 - 1]->at > last->at) rise(place, last);
  else sink(place, last);
}

} // namespace psig
