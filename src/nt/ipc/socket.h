// Winsock, if the program has loaded it, as every program with a socket has. The library itself does not link it, which
// would load it into every program.
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

// Winsock's recv() or recvfrom(); `flags` its. What a datagram has more than room is cut off, and *cut says so. EBADF
// as above; the end of a stream is 0 bytes, be it shut down here or there. [thread]
struct Incoming {
  char *bytes;
  int length, flags;
  void *from; // sockaddr, or null
  int *from_length;
  bool cut;
};
[[nodiscard]] Errno socket_receive(Socket socket, Incoming *message, int *got);

// WSABUF: several pieces of memory as one message.
struct SocketPart {
  unsigned long length;
  char *bytes;
};
struct Parts {
  SocketPart *parts;
  unsigned count;
  unsigned long flags; // Winsock's, and afterwards those of what was received
  void *address;       // sockaddr: from or to; or null
  int *address_length;
  bool cut;
};
[[nodiscard]] Errno socket_receive_parts(Socket socket, Parts *message, int *got);
[[nodiscard]] Errno socket_send_parts(Socket socket, const Parts &message, int *sent);

[[nodiscard]] Errno socket_accept(Socket socket, void *address, int *length, Socket *accepted);
// Connects; EINPROGRESS for one that takes time, where `begin_only`: the socket blocks as before then. [thread]
[[nodiscard]] Errno socket_connect(Socket socket, const void *address, int length, bool begin_only);
[[nodiscard]] Errno socket_take_error(Socket socket); // SO_ERROR

// Whether the driver would wait for ever, where Winsock fails at once: it does not listen; or it is a stream that is
// not connected. Leaves the last error alone. [thread]
[[nodiscard]] bool socket_never_ready(Socket socket, bool to_accept);

// SO_RCVTIMEO or SO_SNDTIMEO, in ns; ~0 for none. Leaves the last error alone. [thread]
[[nodiscard]] std::uint64_t socket_timeout(Socket socket, bool receives);
// A blocking send of so many bytes does not wait when there is room: an eighth of SO_SNDBUF. [thread]
[[nodiscard]] int socket_piece(Socket socket);

// Whether it is of a type whose broken connection is a SIGPIPE. Leaves the last error alone. [thread]
[[nodiscard]] bool socket_is_stream(Socket socket);

// The calling thread's last error, by Winsock's name. [any]
void socket_error_set(Errno error);

} // namespace psig::nt
