// The functions are found in the module that is loaded, and kept. WSAGetLastError() and GetLastError() are one
// (Winsock's documentation).
#include "nt/ipc/socket.h"

#include <winsock2.h>

#include <atomic>

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Winsock {
  int(WSAAPI *send)(SOCKET, const char *, int, int);
  int(WSAAPI *sendto)(SOCKET, const char *, int, int, const sockaddr *, int);
  int(WSAAPI *getsockopt)(SOCKET, int, int, char *, int *);
  int(WSAAPI *recv)(SOCKET, char *, int, int);
  int(WSAAPI *recvfrom)(SOCKET, char *, int, int, sockaddr *, int *);
  int(WSAAPI *recv_parts)(SOCKET, WSABUF *, DWORD, DWORD *, DWORD *, sockaddr *, int *, OVERLAPPED *,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE);
  int(WSAAPI *send_parts)(SOCKET, WSABUF *, DWORD, DWORD *, DWORD, const sockaddr *, int, OVERLAPPED *,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE);
  SOCKET(WSAAPI *accept)(SOCKET, sockaddr *, int *);
  int(WSAAPI *connect)(SOCKET, const sockaddr *, int);
  int(WSAAPI *getpeername)(SOCKET, sockaddr *, int *);
  int(WSAAPI *ioctlsocket)(SOCKET, long, u_long *);
};
static_assert(sizeof(SocketPart) == sizeof(WSABUF));

template <typename Function> void find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
}

// Null: it is not loaded. Pinned, so that what is found stays; threads that race find the same.
const Winsock *winsock() {
  static constinit Winsock found{};
  static std::atomic<const Winsock *> complete{nullptr};
  if (const Winsock *known = complete.load(std::memory_order_acquire); known != nullptr) return known;
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, L"ws2_32.dll", &module)) return nullptr;
  Winsock calls{};
  find(module, "send", &calls.send);
  find(module, "sendto", &calls.sendto);
  find(module, "getsockopt", &calls.getsockopt);
  find(module, "recv", &calls.recv);
  find(module, "recvfrom", &calls.recvfrom);
  find(module, "WSARecvFrom", &calls.recv_parts);
  find(module, "WSASendTo", &calls.send_parts);
  find(module, "accept", &calls.accept);
  find(module, "connect", &calls.connect);
  find(module, "getpeername", &calls.getpeername);
  find(module, "ioctlsocket", &calls.ioctlsocket);
  found = calls;
  complete.store(&found, std::memory_order_release);
  return &found;
}

bool is_handle(Socket socket) {
  DWORD flags;
  return socket != INVALID_SOCKET && GetHandleInformation(reinterpret_cast<HANDLE>(socket), &flags);
}

} // namespace

namespace {

// What Winsock's last error is called in POSIX; it stays.
Errno error_of(Socket socket) {
  const DWORD why = GetLastError();
  Errno error = errno_from_win32(why);
  if (error == ENOTSOCK && !is_handle(socket)) error = EBADF;
  SetLastError(why);
  return error;
}

Errno without_winsock(Socket socket) { return is_handle(socket) ? ENOTSOCK : EBADF; }

// XSH recv: of a datagram what fits; after shutdown() the end; a connection that was given up is one that was reset.
Errno received(Socket socket, int result, int fits, bool *cut, int *got) {
  *cut = false;
  *got = result;
  if (result >= 0) return 0;
  switch (GetLastError()) {
  case WSAEMSGSIZE: *cut = true, *got = fits; return 0;
  case WSAESHUTDOWN: *got = 0; return 0;
  case WSAECONNABORTED: return ECONNRESET;
  default: return error_of(socket);
  }
}

int whole(const Parts &message) {
  unsigned long long size = 0;
  for (unsigned i = 0; i < message.count; ++i) size += message.parts[i].length;
  return size < 0x7FFFFFFF ? static_cast<int>(size) : 0x7FFFFFFF;
}

WSABUF *buffers(const Parts &message) { return reinterpret_cast<WSABUF *>(message.parts); }

int option(Socket socket, int name) {
  const DWORD before = GetLastError();
  int value = 0, size = sizeof(value);
  const Winsock *calls = winsock();
  if (calls == nullptr || calls->getsockopt(socket, SOL_SOCKET, name, reinterpret_cast<char *>(&value), &size) != 0)
    value = 0;
  SetLastError(before);
  return value;
}

} // namespace

Errno socket_send(Socket socket, const Message &message, int *sent) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  *sent = message.to == nullptr ? calls->send(socket, message.bytes, message.length, message.flags)
                                : calls->sendto(socket, message.bytes, message.length, message.flags,
                                                static_cast<const sockaddr *>(message.to), message.to_length);
  return *sent >= 0 ? 0 : error_of(socket);
}

Errno socket_receive(Socket socket, Incoming *message, int *got) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  const int result = message->from == nullptr
                         ? calls->recv(socket, message->bytes, message->length, message->flags)
                         : calls->recvfrom(socket, message->bytes, message->length, message->flags,
                                           static_cast<sockaddr *>(message->from), message->from_length);
  return received(socket, result, message->length, &message->cut, got);
}

Errno socket_receive_parts(Socket socket, Parts *message, int *got) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  DWORD count = 0;
  const int result =
      calls->recv_parts(socket, buffers(*message), message->count, &count, &message->flags,
                        static_cast<sockaddr *>(message->address), message->address_length, nullptr, nullptr);
  return received(socket, result == 0 ? static_cast<int>(count) : -1, whole(*message), &message->cut, got);
}

Errno socket_send_parts(Socket socket, const Parts &message, int *sent) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  DWORD count = 0;
  const int length = message.address != nullptr ? *message.address_length : 0;
  const int result = calls->send_parts(socket, buffers(message), message.count, &count, message.flags,
                                       static_cast<const sockaddr *>(message.address), length, nullptr, nullptr);
  *sent = static_cast<int>(count);
  return result == 0 ? 0 : error_of(socket);
}

Errno socket_accept(Socket socket, void *address, int *length, Socket *accepted) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  *accepted = calls->accept(socket, static_cast<sockaddr *>(address), length);
  if (*accepted != INVALID_SOCKET) return 0;
  return GetLastError() == WSAECONNRESET ? ECONNABORTED : error_of(socket);
}

Errno socket_connect(Socket socket, const void *address, int length, bool begin_only) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return without_winsock(socket);
  u_long on = 1, off = 0;
  const bool switched = begin_only && calls->ioctlsocket(socket, static_cast<long>(FIONBIO), &on) == 0;
  const int result = calls->connect(socket, static_cast<const sockaddr *>(address), length);
  const DWORD why = result == 0 ? 0 : GetLastError();
  if (switched) (void)calls->ioctlsocket(socket, static_cast<long>(FIONBIO), &off);
  SetLastError(why);
  if (result == 0) return 0;
  if (why == WSAEWOULDBLOCK) return EINPROGRESS;
  return why == WSAEINVAL && begin_only ? EALREADY : error_of(socket);
}

Errno socket_take_error(Socket socket) {
  const int error = option(socket, SO_ERROR);
  if (error == 0) return 0;
  SetLastError(static_cast<DWORD>(error));
  return error_of(socket);
}

bool socket_never_ready(Socket socket, bool to_accept) {
  if (to_accept) return option(socket, SO_ACCEPTCONN) == 0;
  if (!socket_is_stream(socket)) return false;
  const DWORD before = GetLastError();
  sockaddr_storage address;
  int length = sizeof(address);
  const bool connected = winsock()->getpeername(socket, reinterpret_cast<sockaddr *>(&address), &length) == 0;
  SetLastError(before);
  return !connected;
}

std::uint64_t socket_timeout(Socket socket, bool receives) {
  const int milliseconds = option(socket, receives ? SO_RCVTIMEO : SO_SNDTIMEO);
  return milliseconds > 0 ? static_cast<std::uint64_t>(milliseconds) * 1'000'000 : ~std::uint64_t{0};
}

int socket_piece(Socket socket) {
  constexpr int kLeast = 1024;
  const int piece = option(socket, SO_SNDBUF) / 8;
  return piece > kLeast ? piece : kLeast;
}

bool socket_is_stream(Socket socket) {
  const DWORD before = GetLastError();
  int type = 0, size = sizeof(type);
  const Winsock *calls = winsock();
  const bool known =
      calls != nullptr && calls->getsockopt(socket, SOL_SOCKET, SO_TYPE, reinterpret_cast<char *>(&type), &size) == 0;
  SetLastError(before);
  return known && (type == SOCK_STREAM || type == SOCK_SEQPACKET);
}

void socket_error_set(Errno error) {
  switch (error) {
  case EINTR: SetLastError(WSAEINTR); break;
  case EBADF: SetLastError(WSAENOTSOCK); break;
  case EFAULT: SetLastError(WSAEFAULT); break;
  case ENOMEM: SetLastError(WSAENOBUFS); break;
  case EAGAIN: SetLastError(WSAETIMEDOUT); break; // a limit of time, as Winsock has it
  default: SetLastError(WSAEINVAL);
  }
}

} // namespace psig::nt
