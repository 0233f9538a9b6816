// Found in the module that is there, and kept. WSAGetLastError() and GetLastError() are one (Winsock's documentation).
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
};

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
  if (calls.send == nullptr || calls.sendto == nullptr || calls.getsockopt == nullptr) return nullptr;
  found = calls;
  complete.store(&found, std::memory_order_release);
  return &found;
}

bool is_handle(Socket socket) {
  DWORD flags;
  return socket != INVALID_SOCKET && GetHandleInformation(reinterpret_cast<HANDLE>(socket), &flags);
}

} // namespace

Errno socket_send(Socket socket, const Message &message, int *sent) {
  const Winsock *calls = winsock();
  if (calls == nullptr) return is_handle(socket) ? ENOTSOCK : EBADF;
  *sent = message.to == nullptr ? calls->send(socket, message.bytes, message.length, message.flags)
                                : calls->sendto(socket, message.bytes, message.length, message.flags,
                                                static_cast<const sockaddr *>(message.to), message.to_length);
  if (*sent >= 0) return 0;
  const DWORD why = GetLastError();
  Errno error = errno_from_win32(why);
  if (error == ENOTSOCK && !is_handle(socket)) error = EBADF;
  SetLastError(why);
  return error;
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

} // namespace psig::nt
