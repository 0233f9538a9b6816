// A C run-time's handler is registered by a module of the system's, or a copy of one, whose imports nobody replaces: it
// is none of these.
#include "nt/console/console_handlers.h"

#include <atomic>

#include "nt/windows.h"

namespace psig::nt {
namespace {

decltype(&SetConsoleCtrlHandler) g_real = SetConsoleCtrlHandler;
void *g_addresses[2]; // kernel32's and kernelbase's
std::atomic<bool> g_known{false};

// Known before it is there: whoever asks in between starts a thread that finds nobody. It stays known when one is
// removed: which of them were there before the library did not see. Null is no function but the switch for Ctrl-C.
BOOL __stdcall set_handler(PHANDLER_ROUTINE handler, BOOL add) {
  if (handler != nullptr && add) g_known.store(true);
  return g_real(handler, add);
}

} // namespace

void console_handlers_start() {
  const HMODULE homes[] = {GetModuleHandleA("kernel32"), GetModuleHandleA("kernelbase")};
  for (int i = 0; i < 2; ++i)
    g_addresses[i] = reinterpret_cast<void *>(GetProcAddress(homes[i], "SetConsoleCtrlHandler"));
  void *innermost = g_addresses[1] != nullptr ? g_addresses[1] : g_addresses[0];
  if (innermost != nullptr) g_real = reinterpret_cast<decltype(g_real)>(innermost);
}

void *console_handlers_replacement(void *function) {
  for (void *address : g_addresses)
    if (function == address && address != nullptr) return reinterpret_cast<void *>(&set_handler);
  return nullptr;
}

bool console_handlers_known() { return g_known.load(); }

bool console_handler_add(int(__stdcall *handler)(unsigned long event)) { return g_real(handler, TRUE) != 0; }

} // namespace psig::nt
