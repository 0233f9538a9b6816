// What the entries of sockets share: a call that waits, by the socket's own mode, time limits and flags. [thread]
#pragma once

#include "interrupt/socket_io.h"
#include "nt/ipc/afd.h"
#include "nt/ipc/socket.h"
#include "nt/thread/word_wait.h"
#include "signal/api/result.h"

namespace psig::api {

// An error that was not Winsock's, which has not set its own.
inline int socket_result(Errno error) {
  if (error == 0) return 0;
  nt::socket_error_set(error);
  return result(error);
}

// What waits, for which events: by the socket's mode, and its SO_RCVTIMEO or SO_SNDTIMEO.
inline SocketIo socket_what(nt::Socket socket, std::uint32_t events, bool receives, bool only_look) {
  const bool waits = only_look || engine()->socket_blocks(socket);
  const std::uint64_t timeout = only_look ? 0 : waits ? nt::socket_timeout(socket, receives) : nt::kForever;
  return {.socket = socket, .events = events, .timeout = timeout, .waits = waits, .connects = false, .begun = false};
}

// Makes the call when it does not wait. 0, or EINTR, EAGAIN: it has not been made.
template <typename Call> Errno socket_when_ready(const SocketIo &what, Call call) {
  const auto made = [&] {
    return engine()->socket_io(
        &what, [](void *argument) { (*static_cast<Call *>(argument))(); }, &call);
  };
  const Errno error = what.begun ? made() : cancellable(made);
  return error == ETIMEDOUT ? EAGAIN : error;
}

} // namespace psig::api
