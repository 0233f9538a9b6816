// send, sendto and sendmsg (XSH pages of those names): Winsock's own, with SIGPIPE and the errors of POSIX. If the
// socket blocks, a stream gets pieces that never wait if there is room. [thread]
#include <posix/sys/socket.h>

#include <posix/signal.h>

#include "interrupt/api/parts.h"
#include "interrupt/api/socket.h"

using namespace psig;

namespace {

// XSH send, EPIPE: of a stream, and unless MSG_NOSIGNAL is set, with SIGPIPE for the thread.
int failed(SOCKET socket, Errno error, int flags) {
  if (error == EPIPE && (flags & MSG_NOSIGNAL) == 0 && nt::socket_is_stream(socket)) (void)engine()->raise(SIGPIPE);
  return api::result(error);
}

constexpr int for_winsock(int flags) { return flags & ~(MSG_NOSIGNAL | MSG_DONTWAIT); }

SocketIo what_of(SOCKET socket, int flags) {
  return api::socket_what(socket, nt::kAfdSend, false, (flags & MSG_DONTWAIT) != 0);
}

// What the driver has no room for is told by Winsock's own call, and by a limit of time alone.
Errno send_once(const SocketIo &what, const nt::Message &message, int *sent) {
  Errno told = 0;
  const Errno error = api::socket_when_ready(what, [&] { told = nt::socket_send(what.socket, message, sent); });
  if (error == 0) return told;
  nt::socket_error_set(error);
  return error;
}

int send_message(SOCKET socket, nt::Message message) {
  engine()->cancel_point();
  const int flags = message.flags;
  message.flags = for_winsock(flags);
  SocketIo what = what_of(socket, flags);
  const bool pieces = what.waits && message.length > 0 && nt::socket_is_stream(socket);
  const int most = pieces ? nt::socket_piece(socket) : message.length;
  int all = 0;
  const int wanted = message.length;
  do {
    int sent = 0;
    message.length = wanted - all < most ? wanted - all : most;
    if (const Errno error = send_once(what, message, &sent)) return all != 0 ? all : failed(socket, error, flags);
    all += sent, message.bytes += sent;
    what.begun = true;
  } while (all < wanted && pieces);
  return all;
}

// A stream's parts one after the other: the first of them decides about the error.
ssize_t send_parts_in_turn(SOCKET socket, const nt::Parts &whole, int flags) {
  ssize_t all = 0;
  for (unsigned i = 0; i < whole.count; ++i) {
    const nt::SocketPart &part = whole.parts[i];
    if (part.length == 0 && whole.count > 1) continue;
    const int sent = send_message(socket, {part.bytes, static_cast<int>(part.length), flags, nullptr, 0});
    if (sent < 0) return all != 0 ? all : -1;
    all += sent;
    if (static_cast<unsigned long>(sent) != part.length) break;
  }
  return all;
}

} // namespace

extern "C" {

int WSAAPI send(SOCKET socket, const char *buffer, int length, int flags) {
  return send_message(socket, {buffer, length, flags, nullptr, 0});
}

int WSAAPI sendto(SOCKET socket, const char *message, int length, int flags, const struct sockaddr *to, int to_length) {
  return send_message(socket, {message, length, flags, to, to_length});
}

ssize_t sendmsg(SOCKET socket, const struct msghdr *message, int flags) {
  engine()->cancel_point();
  struct msghdr own;
  api::PartsOf parts;
  Errno error = api::read_user(&own, message);
  if (error == 0 && own.msg_control != nullptr && own.msg_controllen != 0) error = EOPNOTSUPP;
  if (error == 0) error = parts.load(own);
  if (error != 0) return api::socket_result(error);
  nt::Parts whole = parts.get();
  if (nt::socket_is_stream(socket)) return send_parts_in_turn(socket, whole, flags);
  whole.flags = static_cast<unsigned long>(for_winsock(flags));
  int length = own.msg_namelen;
  if (own.msg_name != nullptr) whole.address = own.msg_name, whole.address_length = &length;
  int sent = 0;
  Errno told = 0;
  error = api::socket_when_ready(what_of(socket, flags), [&] { told = nt::socket_send_parts(socket, whole, &sent); });
  if (error != 0) return api::socket_result(error);
  return told == 0 ? sent : failed(socket, told, flags);
}

} // extern "C"
