// The events of <poll.h>, and which of them the state of a file, a pipe or a socket gives, as on Linux.
#pragma once

#include <cstdint>

#include <posix/poll.h>

#include "nt/ipc/afd.h"
#include "nt/ipc/pipe_state.h"

namespace psig {

// What is asked for, of all that "can be read" means; POLLRDBAND alone asks for out-of-band data.
constexpr short asked_to_read(short events) {
  return (events & POLLRDNORM) != 0 ? static_cast<short>(events & POLLIN) : short{0};
}
constexpr short asked_to_write(short events) { return static_cast<short>(events & (POLLWRNORM | POLLWRBAND)); }
constexpr short asked_for_urgent(short events) {
  return static_cast<short>(events & ((events & POLLRDNORM) != 0 ? POLLPRI : POLLPRI | POLLRDBAND));
}

// Files and whatever never waits.
constexpr short events_always(short events) {
  return static_cast<short>(asked_to_read(events) | asked_to_write(events));
}

constexpr short events_of_pipe(const nt::PipeState &pipe, short events) {
  int now = 0;
  if (pipe.reads && pipe.available != 0) now |= asked_to_read(events);
  if (pipe.reads && pipe.closed) now |= POLLHUP;
  if (pipe.writes && (pipe.room || pipe.closed)) now |= asked_to_write(events);
  if (pipe.writes && pipe.closed) now |= POLLERR;
  return static_cast<short>(now);
}

// A reset or refused connection is ready for everything, and says so unasked.
constexpr std::uint32_t afd_wanted(short events) {
  std::uint32_t wanted = nt::kAfdAbort | nt::kAfdLocalClose | nt::kAfdConnectFail;
  if (asked_to_read(events) != 0) wanted |= nt::kAfdReceive | nt::kAfdAccept | nt::kAfdDisconnect;
  if (asked_for_urgent(events) != 0) wanted |= nt::kAfdReceiveExpedited;
  if (asked_to_write(events) != 0) wanted |= nt::kAfdSend;
  return wanted;
}

constexpr short events_of_socket(std::uint32_t afd, short events) {
  int now = 0;
  if ((afd & (nt::kAfdReceive | nt::kAfdAccept | nt::kAfdDisconnect)) != 0) now |= asked_to_read(events);
  if ((afd & nt::kAfdReceiveExpedited) != 0) now |= asked_for_urgent(events);
  if ((afd & nt::kAfdSend) != 0) now |= asked_to_write(events);
  if ((afd & (nt::kAfdAbort | nt::kAfdConnectFail)) != 0) now |= events_always(events) | POLLERR | POLLHUP;
  return static_cast<short>(now);
}

} // namespace psig
