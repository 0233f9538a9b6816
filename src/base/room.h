// How much of a queue is taken, as its owner tells senders. The low half is what the owner's own queues hold and its
// limit withholds. The high half counts what it has taken out of the mailbox, or never will. Both are in one word,
// because a signal that goes from the one into the other must count once for everybody. Portable. [any]
#pragma once

#include <atomic>
#include <cstdint>

namespace psig {

constexpr std::uint32_t room_held(std::uint64_t room) { return static_cast<std::uint32_t>(room); }
constexpr std::uint32_t room_spent(std::uint64_t room) { return static_cast<std::uint32_t>(room >> 32); }
constexpr std::uint64_t room_of(std::uint32_t spent, std::uint32_t held) { return std::uint64_t{spent} << 32 | held; }

// Changes one half, or both by so much at once.
inline void room_set_held(std::atomic<std::uint64_t> &room, std::uint32_t held) {
  std::uint64_t seen = room.load();
  while (room_held(seen) != held && !room.compare_exchange_weak(seen, room_of(room_spent(seen), held))) {}
}
inline void room_set_spent(std::atomic<std::uint64_t> &room, std::uint32_t spent, std::uint32_t more_held) {
  std::uint64_t seen = room.load();
  while (!room.compare_exchange_weak(seen, room_of(spent, room_held(seen) + more_held))) {}
}

} // namespace psig
