// The window is not message-only: those get no broadcasts (CreateWindow's page). [thread]
#include "nt/console/message_window.h"

#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct User32 {
  decltype(&RegisterClassW) define;
  decltype(&CreateWindowExW) create;
  decltype(&DefWindowProcW) otherwise;
  decltype(&GetMessageW) message;
  decltype(&DispatchMessageW) dispatch;
  decltype(&ShutdownBlockReasonCreate) block; // since Windows Vista; may be null
  decltype(&ShutdownBlockReasonDestroy) unblock;
};

User32 g_user;
WindowCalls g_calls_out;

template <typename Function> bool find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
  return *out != nullptr;
}

bool load(User32 *user) {
  const HMODULE module = LoadLibraryExW(L"user32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) return false;
  if (!find(module, "ShutdownBlockReasonCreate", &user->block)) user->block = nullptr;
  if (!find(module, "ShutdownBlockReasonDestroy", &user->unblock)) user->unblock = nullptr;
  return find(module, "RegisterClassW", &user->define) && find(module, "CreateWindowExW", &user->create) &&
         find(module, "DefWindowProcW", &user->otherwise) && find(module, "GetMessageW", &user->message) &&
         find(module, "DispatchMessageW", &user->dispatch);
}

// The question is no order yet: another program may say no to it.
LRESULT asked_to_end(HWND window) {
  if (g_user.block != nullptr) g_user.block(window, L"The program is closing its work.");
  return TRUE;
}

LRESULT session_answer(HWND window, bool ends) {
  if (ends) g_calls_out.session_ends();
  if (g_user.unblock != nullptr) g_user.unblock(window);
  return 0;
}

LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wide, LPARAM parameter) {
  switch (message) {
  case WM_QUERYENDSESSION: return asked_to_end(window);
  case WM_ENDSESSION: return session_answer(window, wide != 0);
  case WM_CLOSE: g_calls_out.close_asked(); return 0;
  default: return g_user.otherwise(window, message, wide, parameter);
  }
}

} // namespace

bool windowed_program() {
  if (!under_wine()) return true;
  const auto base = reinterpret_cast<const unsigned char *>(GetModuleHandleW(nullptr));
  const auto *dos = reinterpret_cast<const IMAGE_DOS_HEADER *>(base);
  const auto *headers = reinterpret_cast<const IMAGE_NT_HEADERS *>(base + dos->e_lfanew);
  return headers->OptionalHeader.Subsystem == IMAGE_SUBSYSTEM_WINDOWS_GUI;
}

void message_window(const WindowCalls &calls) {
  g_calls_out = calls;
  if (!load(&g_user)) return;
  WNDCLASSW kind{};
  kind.lpfnWndProc = procedure;
  kind.hInstance = GetModuleHandleW(nullptr);
  kind.lpszClassName = L"posix-signals";
  if (g_user.define(&kind) == 0) return;
  const HWND window =
      g_user.create(0, kind.lpszClassName, L"", WS_POPUP, 0, 0, 0, 0, nullptr, nullptr, kind.hInstance, nullptr);
  MSG message;
  while (window != nullptr && g_user.message(&message, nullptr, 0, 0) > 0) g_user.dispatch(&message);
}

} // namespace psig::nt
