// send and sendto (XSH send, sendto): Winsock's own, with SIGPIPE and the errors of POSIX. [thread]
#include <posix/sys/socket.h>

#include <posix/signal.h>

#include "nt/ipc/socket.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

// XSH send, EPIPE: of a stream, and unless MSG_NOSIGNAL is set, with SIGPIPE for the thread.
int send_message(SOCKET socket, nt::Message message) {
  engine()->cancel_point();
  const bool quiet = (message.flags & MSG_NOSIGNAL) != 0;
  message.flags &= ~MSG_NOSIGNAL;
  int sent = -1;
  const Errno error = nt::socket_send(socket, message, &sent);
  if (error == 0) return sent;
  if (error == EPIPE && !quiet && nt::socket_is_stream(socket)) (void)engine()->raise(SIGPIPE);
  return api::result(error);
}

} // namespace

extern "C" {

int WSAAPI send(SOCKET socket, const char *buffer, int length, int flags) {
  return send_message(socket, {buffer, length, flags, nullptr, 0});
}

int WSAAPI sendto(SOCKET socket, const char *message, int length, int flags, const struct sockaddr *to, int to_length) {
  return send_message(socket, {message, length, flags, to, to_length});
}

} // extern "C"
