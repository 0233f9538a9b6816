// recv, recvfrom, recvmsg and accept (XSH pages of those names). [thread]
#include <posix/sys/socket.h>

#include "interrupt/api/parts.h"
#include "interrupt/api/socket.h"

using namespace psig;

namespace {

constexpr std::uint32_t kReadable = nt::kAfdReceive | nt::kAfdDisconnect;

SocketIo what_of(SOCKET socket, int flags) {
  const std::uint32_t events = (flags & MSG_OOB) != 0 ? nt::kAfdReceiveExpedited : kReadable;
  return api::socket_what(socket, events, true, (flags & MSG_DONTWAIT) != 0);
}

// One call, by `receive(flags, &got)`.
template <typename Receive> int receive_once(const SocketIo &what, Receive receive, Errno *error) {
  int got = 0;
  Errno told = 0;
  *error = api::socket_when_ready(what, [&] { told = receive(&got); });
  if (*error != 0) nt::socket_error_set(*error);
  else *error = told;
  return *error == 0 ? got : -1;
}

// MSG_WAITALL on a stream: until it is all there, its end, or a signal.
int receive_all(SocketIo what, nt::Incoming message) {
  const int wanted = message.length;
  int all = 0;
  Errno error = 0;
  do {
    const int got = receive_once(
        what, [&](int *out) { return nt::socket_receive(what.socket, &message, out); }, &error);
    if (got <= 0) break;
    all += got, message.bytes += got, message.length -= got;
    what.begun = true;
  } while (all < wanted);
  return all != 0 ? all : error == 0 ? 0 : api::result(error);
}

int receive(SOCKET socket, nt::Incoming message) {
  engine()->cancel_point();
  const SocketIo what = what_of(socket, message.flags);
  const bool all = (message.flags & (MSG_WAITALL | MSG_PEEK | MSG_OOB | MSG_DONTWAIT)) == MSG_WAITALL;
  message.flags &= ~(MSG_DONTWAIT | (what.waits ? MSG_WAITALL : 0));
  if (all && what.waits && message.from == nullptr && nt::socket_is_stream(socket)) return receive_all(what, message);
  Errno error;
  const int got = receive_once(
      what, [&](int *out) { return nt::socket_receive(socket, &message, out); }, &error);
  return error == 0 ? got : api::result(error);
}

} // namespace

extern "C" {

int WSAAPI recv(SOCKET socket, char *buffer, int length, int flags) {
  return receive(socket, {buffer, length, flags, nullptr, nullptr, false});
}

int WSAAPI recvfrom(SOCKET socket, char *buffer, int length, int flags, struct sockaddr *from, int *from_length) {
  return receive(socket, {buffer, length, flags, from, from_length, false});
}

ssize_t recvmsg(SOCKET socket, struct msghdr *message, int flags) {
  engine()->cancel_point();
  struct msghdr own;
  api::PartsOf parts;
  Errno error = api::read_user(&own, message);
  if (error == 0) error = parts.load(own);
  if (error != 0) return api::socket_result(error);
  nt::Parts whole = parts.get();
  whole.flags = static_cast<unsigned long>(flags & ~(MSG_DONTWAIT | MSG_WAITALL));
  int length = own.msg_namelen;
  if (own.msg_name != nullptr) whole.address = own.msg_name, whole.address_length = &length;
  const int got = receive_once(
      what_of(socket, flags), [&](int *out) { return nt::socket_receive_parts(socket, &whole, out); }, &error);
  if (error != 0) return api::result(error);
  own.msg_namelen = own.msg_name != nullptr ? length : 0;
  own.msg_controllen = 0;
  own.msg_flags = whole.cut ? MSG_TRUNC : 0;
  error = api::write_user(message, own);
  return error == 0 ? got : api::socket_result(error);
}

SOCKET WSAAPI accept(SOCKET socket, struct sockaddr *address, int *length) {
  engine()->cancel_point();
  nt::Socket accepted = ~nt::Socket{0}; // INVALID_SOCKET
  Errno told = 0;
  Errno error = api::socket_when_ready(api::socket_what(socket, nt::kAfdAccept, true, false),
                                       [&] { told = nt::socket_accept(socket, address, length, &accepted); });
  if (error != 0) nt::socket_error_set(error);
  else error = told;
  if (error == 0) engine()->socket_mode_copy(socket, accepted);
  else errno = error;
  return accepted;
}

} // extern "C"
