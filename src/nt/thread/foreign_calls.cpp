// The message queue, as far as GetMessage() is made of other calls, and the kinds of handles.
#include "nt/thread/foreign_calls.h"

#include "nt/windows.h"

namespace psig::nt {

static_assert(kMessageWaitAll == MWMO_WAITALL && kMessageWaitAlertable == MWMO_ALERTABLE &&
              kEveryMessage == QS_ALLINPUT);

namespace {

// Of user32, which is not loaded for this.
decltype(&IsWindow) g_is_window;
decltype(&PeekMessageA) g_peek_a;
decltype(&PeekMessageW) g_peek_w;

template <typename Function> void find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
}

} // namespace

void foreign_messages_find() {
  const HMODULE user = GetModuleHandleA("user32");
  if (user == nullptr) return;
  find(user, "IsWindow", &g_is_window);
  find(user, "PeekMessageA", &g_peek_a);
  find(user, "PeekMessageW", &g_peek_w);
}

bool stays_signalled(Handle handle) { return GetThreadId(handle) != 0 || GetProcessId(handle) != 0; }

int message_take(bool wide, void *message, void *window, unsigned first, unsigned last) {
  const auto threads_own = reinterpret_cast<HWND>(static_cast<LONG_PTR>(-1)); // what is posted to no window
  auto *const target = static_cast<HWND>(window);
  if (target != nullptr && target != threads_own && !g_is_window(target)) return kNoWindow;
  auto *out = static_cast<MSG *>(message);
  const BOOL taken =
      wide ? g_peek_w(out, target, first, last, PM_REMOVE) : g_peek_a(out, target, first, last, PM_REMOVE);
  if (!taken) return kNoMessage;
  return out->message != WM_QUIT ? 1 : 0;
}

} // namespace psig::nt
