// Winsock, where the program has loaded it: whoever has a socket has. The library itself does not link it, which would
// load it into every program.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

using Socket = std::uintptr_t;

struct Message {
  const char *bytes;
  int length, flags;
  const void *to; // sockaddr; null: to whom the socket is connected
  int to_length;
};

// Winsock's send() or sendto(). Leaves the last error as that has set it. POSIX errors: EPIPE for a connection that is
// shut down for writing, or given up; ECONNRESET for one that the other side has reset; EBADF, not ENOTSOCK, for what
// is no handle at all. [thread]
[[nodiscard]] Errno socket_send(Socket socket, const Message &message, int *sent);

// Whether it is of a type whose broken connection is a SIGPIPE. Leaves the last error alone. [thread]
[[nodiscard]] bool socket_is_stream(Socket socket);

} // namespace psig::nt
