// A set of handles in static memory, without a lock. A handle that is used again after a close that nobody saw counts
// as one that does not block: calls on it are then Winsock's own, as they were without the library.
#include "nt/ipc/socket_mode.h"

#include <winsock2.h>

#include <atomic>

#include "nt/module/import_patch.h"
#include "nt/module/modules.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr unsigned kSlots = 1 << 14;
constexpr std::uintptr_t kEmpty = 0, kGone = 1; // no handle is 1
std::atomic<std::uintptr_t> g_do_not_block[kSlots];
std::atomic<unsigned> g_taken{0};
std::atomic<bool> g_full{false}; // from then on nobody is known to block

unsigned slot_of(Socket socket) { return static_cast<unsigned>((socket >> 2) * 2654435761U) % kSlots; }

std::atomic<std::uintptr_t> *find(Socket socket) {
  for (unsigned n = 0, slot = slot_of(socket); n < kSlots; ++n, slot = (slot + 1) % kSlots) {
    const std::uintptr_t seen = g_do_not_block[slot].load();
    if (seen == socket) return &g_do_not_block[slot];
    if (seen == kEmpty) return nullptr;
  }
  return nullptr;
}

void insert(Socket socket) {
  if (g_taken.fetch_add(1) > kSlots / 2) g_full.store(true);
  for (unsigned n = 0, slot = slot_of(socket); n < kSlots; ++n, slot = (slot + 1) % kSlots) {
    std::uintptr_t seen = g_do_not_block[slot].load();
    while (seen == kEmpty || seen == kGone)
      if (g_do_not_block[slot].compare_exchange_strong(seen, socket)) return;
  }
}

void remove(Socket socket) {
  std::atomic<std::uintptr_t> *slot = find(socket);
  std::uintptr_t seen = socket;
  if (slot != nullptr && slot->compare_exchange_strong(seen, kGone)) g_taken.fetch_sub(1);
}

void set(Socket socket, bool blocks) {
  if (blocks) remove(socket);
  else if (find(socket) == nullptr) insert(socket);
}

struct Real {
  int(WSAAPI *ioctlsocket)(SOCKET, long, u_long *);
  int(WSAAPI *ioctl)(SOCKET, DWORD, void *, DWORD, void *, DWORD, DWORD *, OVERLAPPED *,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE);
  int(WSAAPI *event_select)(SOCKET, WSAEVENT, long);
  int(WSAAPI *async_select)(SOCKET, HWND, u_int, long);
  int(WSAAPI *closesocket)(SOCKET);
};
Real g_real;

int WSAAPI watched_ioctlsocket(SOCKET socket, long command, u_long *argument) {
  const int result = g_real.ioctlsocket(socket, command, argument);
  if (result == 0 && command == static_cast<long>(FIONBIO)) set(socket, *argument == 0);
  return result;
}

int WSAAPI watched_ioctl(SOCKET socket, DWORD command, void *in, DWORD in_size, void *out, DWORD out_size,
                         DWORD *returned, OVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  const int result = g_real.ioctl(socket, command, in, in_size, out, out_size, returned, overlapped, routine);
  if (result == 0 && command == static_cast<DWORD>(FIONBIO)) set(socket, *static_cast<u_long *>(in) == 0);
  return result;
}

// With no events the socket stays as it is: it does not block.
int WSAAPI watched_event_select(SOCKET socket, WSAEVENT event, long events) {
  const int result = g_real.event_select(socket, event, events);
  if (result == 0) set(socket, false);
  return result;
}

int WSAAPI watched_async_select(SOCKET socket, HWND window, u_int message, long events) {
  const int result = g_real.async_select(socket, window, message, events);
  if (result == 0) set(socket, false);
  return result;
}

int WSAAPI watched_closesocket(SOCKET socket) {
  remove(socket); // before: the handle may be somebody else's afterwards
  return g_real.closesocket(socket);
}

struct Watched {
  const char *name;
  void **real;
  void *replacement;
};
const Watched g_watched[] = {
    {"ioctlsocket", reinterpret_cast<void **>(&g_real.ioctlsocket), reinterpret_cast<void *>(&watched_ioctlsocket)},
    {"WSAIoctl", reinterpret_cast<void **>(&g_real.ioctl), reinterpret_cast<void *>(&watched_ioctl)},
    {"WSAEventSelect", reinterpret_cast<void **>(&g_real.event_select),
     reinterpret_cast<void *>(&watched_event_select)},
    {"WSAAsyncSelect", reinterpret_cast<void **>(&g_real.async_select),
     reinterpret_cast<void *>(&watched_async_select)},
    {"closesocket", reinterpret_cast<void **>(&g_real.closesocket), reinterpret_cast<void *>(&watched_closesocket)}};

void *replacement_of(void *function) {
  for (const Watched &watched : g_watched)
    if (*watched.real == function) return watched.replacement;
  return nullptr;
}

void appeared(std::uintptr_t base) {
  if (g_real.closesocket == nullptr) {
    const HMODULE winsock = GetModuleHandleA("ws2_32.dll");
    if (winsock == nullptr) return;
    for (const Watched &watched : g_watched)
      *watched.real = reinterpret_cast<void *>(GetProcAddress(winsock, watched.name));
    if (g_real.closesocket == nullptr) return;
    modules_visit(appeared); // those that were loaded before
  }
  Module module;
  if (module_find(base, &module) && module.interruptible) import_patch_values(base, replacement_of);
}

} // namespace

void socket_modes_watch() { modules_watch(appeared); }

bool socket_blocks(Socket socket) { return !g_full.load() && find(socket) == nullptr; }

void socket_mode_copy(Socket from, Socket to) { set(to, socket_blocks(from)); }

} // namespace psig::nt
