// What kind of handle a C run-time's is. The system is asked once, because asking costs as much as a short transfer.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

enum class IoKind : std::uint8_t {
  kUnknown, // nothing that can be asked
  kDisk,
  kPipe,     // of bytes, with a buffer of its own
  kStream,   // a pipe of messages, one without a buffer, a socket
  kUnixPipe, // Wine: one that this program has been started with
  kConsole,  // its input, or its output
  kDevice,   // NUL, a serial line
};
struct HandleFacts {
  IoKind kind = IoKind::kUnknown;
  unsigned room = 0; // of kPipe: what it holds for its reader (nt/ipc/pipe_state.h)
};

// From a table, or from the system. The table is right as long as every close is told of. [any]
[[nodiscard]] HandleFacts handle_facts(Handle handle);
// Whether somebody else is at the other end, whom a call may have to wait for: a pipe or a socket, but no kUnixPipe.
// Asked of the system. [any]
[[nodiscard]] bool is_connected(Handle handle);
void handle_facts_forget(Handle handle); // [any]

} // namespace psig::nt
