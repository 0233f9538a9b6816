// Blocking calls of Winsock that a signal can end: the call is made when the socket is ready, and until then the thread
// waits for that and for signals. No handler runs inside Winsock (docs/adr/0016).
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig {

struct SocketIo {
  std::uintptr_t socket;
  std::uint32_t events;  // AFD_POLL_... (nt/ipc/afd.h) that it waits for
  std::uint64_t timeout; // ns; nt::kForever; 0: only looks. With one it is never restarted, as on Linux
  bool waits;            // false: the call is made at once
  bool connects;         // it is not connected yet, but on its way
  bool begun;            // some of it is done already: a signal ends it whatever its SA_RESTART says
};

// Calls `io` once, when the socket is ready or cannot be waited for, and what is ready is not taken by another thread
// that calls this. EINTR, ECANCELED, ETIMEDOUT, EBADF (closed while it was waited for): not called.
// EngineTable::socket_io [thread]
[[nodiscard]] Errno socket_io(const SocketIo *what, void (*io)(void *argument), void *argument);

} // namespace psig
