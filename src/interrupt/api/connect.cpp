// connect (XSH connect). A connect that a signal ends goes on, and poll() for POLLOUT shows how it has ended. [thread]
#include <posix/sys/socket.h>

#include "interrupt/api/socket.h"

using namespace psig;

extern "C" {

int WSAAPI connect(SOCKET socket, const struct sockaddr *address, int length) {
  engine()->cancel_point();
  const bool waits = engine()->socket_blocks(socket) && nt::socket_is_stream(socket);
  Errno error = nt::socket_connect(socket, address, length, waits);
  if (error != EINPROGRESS || !waits) return api::result(error);
  SocketIo what = api::socket_what(socket, nt::kAfdSend, false, false);
  what.connects = true;
  Errno told = 0;
  error = api::socket_when_ready(what, [&] { told = nt::socket_take_error(socket); });
  if (error == EAGAIN) error = EINPROGRESS; // SO_SNDTIMEO, as on Linux
  if (error != 0) return api::socket_result(error);
  return api::result(told);
}

} // extern "C"
