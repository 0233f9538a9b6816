// EVENT_CONSOLE_LAYOUT of the host process, by a message loop. user32 is loaded for it. [thread]
#include "nt/console/console_watch.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kConsoleLayout = 0x4005; // EVENT_CONSOLE_LAYOUT

struct User32 {
  decltype(&SetWinEventHook) hook;
  decltype(&GetMessageW) message;
};

template <typename Function> bool find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
  return *out != nullptr;
}

void (*g_changed)();

void CALLBACK layout(HWINEVENTHOOK, DWORD, HWND, LONG, LONG, DWORD, DWORD) { g_changed(); }

DWORD console_host() {
  ULONG_PTR host = 0;
  constexpr int kConsoleHostProcess = 49; // ProcessConsoleHostProcess; the two low bits are flags
  const LONG status = NtQueryInformationProcess(GetCurrentProcess(), static_cast<PROCESSINFOCLASS>(kConsoleHostProcess),
                                                &host, sizeof(host), nullptr);
  return status >= 0 ? static_cast<DWORD>(host & ~ULONG_PTR{3}) : 0;
}

} // namespace

void console_watch(void (*changed)()) {
  g_changed = changed;
  const DWORD host = console_host();
  const HMODULE module = host != 0 ? LoadLibraryExW(L"user32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32) : nullptr;
  User32 user;
  if (module == nullptr || !find(module, "SetWinEventHook", &user.hook) || !find(module, "GetMessageW", &user.message))
    return;
  if (user.hook(kConsoleLayout, kConsoleLayout, nullptr, layout, host, 0, 0) == nullptr) return;
  MSG message;
  while (user.message(&message, nullptr, 0, 0) > 0) {} // the hook is called from inside
}

void console_want_size_records() {
  const HANDLE input = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                   OPEN_EXISTING, 0, nullptr);
  if (input == INVALID_HANDLE_VALUE) return;
  DWORD mode;
  if (GetConsoleMode(input, &mode)) SetConsoleMode(input, mode | ENABLE_WINDOW_INPUT);
  CloseHandle(input);
}

} // namespace psig::nt
