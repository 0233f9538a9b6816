// A C run-time's handler does not count. It is registered by a module of the system's, or a copy of one, whose imports
// nobody replaces.
#include "nt/console/console_handlers.h"

#include <atomic>

#include "nt/module/system_function.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

decltype(&SetConsoleCtrlHandler) g_real = SetConsoleCtrlHandler;
SystemFunction g_function;
std::atomic<bool> g_known{false};

// Known before it is there: whoever asks in between starts a thread that finds nobody. It stays known when one is
// removed: which of them were there before the library did not see. Null is no function but the switch for Ctrl-C.
BOOL __stdcall set_handler(PHANDLER_ROUTINE handler, BOOL add) {
  if (handler != nullptr && add) g_known.store(true);
  return g_real(handler, add);
}

} // namespace

void console_handlers_start() {
  g_function = system_function("SetConsoleCtrlHandler");
  if (g_function.innermost() != nullptr) g_function.innermost(&g_real);
}

void *console_handlers_replacement(void *function) {
  return g_function.is(function) ? reinterpret_cast<void *>(&set_handler) : nullptr;
}

bool console_handlers_known() { return g_known.load(); }

bool console_handler_add(int(__stdcall *handler)(unsigned long event)) { return g_real(handler, TRUE) != 0; }

} // namespace psig::nt
