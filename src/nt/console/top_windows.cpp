// Top-level windows of another process. user32 brings a good part of the system with it, so it is loaded only at the
// first need. [any], but not under the loader lock
#include "nt/process/target_calls.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct User32 {
  decltype(&EnumWindows) enumerate;
  decltype(&GetWindowThreadProcessId) owner_process;
  decltype(&IsWindowVisible) visible;
  decltype(&GetWindow) relative;
  decltype(&PostMessageW) post;
};

template <typename Function> bool find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
  return *out != nullptr;
}

bool load(User32 *user) {
  const HMODULE module = LoadLibraryExW(L"user32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module != nullptr && find(module, "EnumWindows", &user->enumerate) &&
         find(module, "GetWindowThreadProcessId", &user->owner_process) &&
         find(module, "IsWindowVisible", &user->visible) && find(module, "GetWindow", &user->relative) &&
         find(module, "PostMessageW", &user->post);
}

struct Walk {
  const User32 *user;
  DWORD pid;
  bool close; // otherwise only looked for
  unsigned found;
};

// A window of its own right: visible, and owned by no other.
BOOL CALLBACK visit(HWND window, LPARAM argument) {
  auto *walk = reinterpret_cast<Walk *>(argument);
  DWORD pid = 0;
  walk->user->owner_process(window, &pid);
  if (pid != walk->pid || !walk->user->visible(window) || walk->user->relative(window, GW_OWNER) != nullptr)
    return TRUE;
  if (!walk->close || walk->user->post(window, WM_CLOSE, 0, 0)) ++walk->found;
  return walk->close ? TRUE : FALSE;
}

unsigned walk(std::uint32_t pid, bool close) {
  User32 user;
  if (!load(&user)) return 0;
  Walk state{&user, pid, close, 0};
  user.enumerate(visit, reinterpret_cast<LPARAM>(&state));
  return state.found;
}

} // namespace

bool windows_exist(std::uint32_t pid) { return walk(pid, false) != 0; }

Errno windows_close(const Process &process) {
  if (walk(process.pid, true) != 0) return 0;
  return process_alive(process.handle) ? EPERM : ESRCH; // user interface privilege isolation refuses the message
}

} // namespace psig::nt
