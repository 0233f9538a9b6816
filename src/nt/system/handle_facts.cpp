// The table has a word for each place, found by the handle's number, so nobody sees half an entry.
#include "nt/system/handle_facts.h"

#include <atomic>

#include "nt/ipc/pipe_state.h"
#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// Low to high: 32 bits of the handle (more are not used: Microsoft's "Interprocess Communication Between 32-bit and
// 64-bit Applications"), 4 of the kind, 28 of the room.
constexpr unsigned kPlaces = 1024, kKindShift = 32, kRoomShift = 36;
constexpr std::uint64_t kMostRoom = (1U << 28) - 1;
constinit std::atomic<std::uint64_t> g_table[kPlaces];

std::uint32_t number_of(Handle handle) { return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(handle)); }
std::atomic<std::uint64_t> &place_of(std::uint32_t number) { return g_table[(number >> 2) % kPlaces]; }

// Wine knows nothing about those, not even how much is in them.
bool is_unix_pipe(Handle handle) {
  DWORD waiting = 0;
  return under_wine() && !PeekNamedPipe(handle, nullptr, 0, nullptr, &waiting, nullptr) &&
         GetLastError() == ERROR_NOT_SUPPORTED;
}

HandleFacts ask(Handle handle) {
  switch (GetFileType(handle)) {
  case FILE_TYPE_DISK: return {IoKind::kDisk, 0};
  case FILE_TYPE_PIPE: {
    const unsigned room = pipe_room(handle);
    if (room != 0) return {IoKind::kPipe, room};
    return {is_unix_pipe(handle) ? IoKind::kUnixPipe : IoKind::kStream, 0};
  }
  case FILE_TYPE_CHAR: {
    DWORD mode;
    return {GetConsoleMode(handle, &mode) ? IoKind::kConsole : IoKind::kDevice, 0};
  }
  default: return {};
  }
}

} // namespace

bool is_connected(Handle handle) { return GetFileType(handle) == FILE_TYPE_PIPE && !is_unix_pipe(handle); }

HandleFacts handle_facts(Handle handle) {
  const std::uint32_t number = number_of(handle);
  std::atomic<std::uint64_t> &place = place_of(number);
  const std::uint64_t seen = place.load();
  if (static_cast<std::uint32_t>(seen) == number && number != 0)
    return {static_cast<IoKind>(seen >> kKindShift & 15), static_cast<unsigned>(seen >> kRoomShift)};
  HandleFacts facts = ask(handle);
  if (facts.room > kMostRoom) facts.room = kMostRoom;
  if (facts.kind != IoKind::kUnknown)
    place.store(number | static_cast<std::uint64_t>(facts.kind) << kKindShift |
                std::uint64_t{facts.room} << kRoomShift);
  return facts;
}

void handle_facts_forget(Handle handle) {
  const std::uint32_t number = number_of(handle);
  std::atomic<std::uint64_t> &place = place_of(number);
  std::uint64_t seen = place.load();
  if (static_cast<std::uint32_t>(seen) == number) place.compare_exchange_strong(seen, 0);
}

} // namespace psig::nt
