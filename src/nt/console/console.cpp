// SetConsoleCtrlHandler and what surrounds it. [thread]
#include "nt/console/console.h"

#include <atomic>
#include <iterator>

#include "nt/console/console_handlers.h"
#include "nt/process/target_calls.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

std::atomic<bool (*)(unsigned)> g_listener{nullptr};

BOOL WINAPI handler(DWORD event) {
  bool (*const listener)(unsigned) = g_listener.load();
  return listener != nullptr && listener(event) ? TRUE : FALSE;
}

template <typename Function> bool find(HMODULE module, const char *name, Function *out) {
  *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
  return *out != nullptr;
}

struct LimitValue {
  HKEY root;
  const wchar_t *key, *value;
  unsigned otherwise; // the documented default
};
constexpr const wchar_t *kDesktop = L"Control Panel\\Desktop";

LimitValue limit_value(SystemLimit limit) {
  switch (limit) {
  case SystemLimit::kHungApp: return {HKEY_CURRENT_USER, kDesktop, L"HungAppTimeout", 5000};
  case SystemLimit::kWaitToKill: return {HKEY_CURRENT_USER, kDesktop, L"WaitToKillAppTimeout", 5000};
  case SystemLimit::kWaitToKillService: break;
  }
  return {HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control", L"WaitToKillServiceTimeout", 20000};
}

} // namespace

void console_listen(bool (*listener)(unsigned event)) {
  if (g_listener.exchange(listener) == nullptr) (void)console_handler_add(handler);
}

bool console_ctrl_c_off() {
  ConsoleParameters parameters;
  return console_parameters(GetCurrentProcess(), &parameters) && (parameters.flags & 1) != 0;
}

void console_ctrl_c_set(bool on) { SetConsoleCtrlHandler(nullptr, on ? FALSE : TRUE); }

bool window_station_visible() {
  const HMODULE user = LoadLibraryExW(L"user32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  decltype(&GetProcessWindowStation) station;
  decltype(&GetUserObjectInformationW) information;
  if (user == nullptr || !find(user, "GetProcessWindowStation", &station) ||
      !find(user, "GetUserObjectInformationW", &information))
    return false;
  USEROBJECTFLAGS flags{};
  return information(station(), UOI_FLAGS, &flags, sizeof(flags), nullptr) && (flags.dwFlags & WSF_VISIBLE) != 0;
}

unsigned system_limit_ms(SystemLimit limit) {
  const LimitValue where = limit_value(limit);
  wchar_t text[16] = {};
  DWORD bytes = sizeof(text);
  if (RegGetValueW(where.root, where.key, where.value, RRF_RT_REG_SZ, nullptr, text, &bytes) != ERROR_SUCCESS)
    return where.otherwise;
  std::uint64_t value = 0;
  for (const wchar_t *p = text; *p >= L'0' && *p <= L'9'; ++p) value = value * 10 + static_cast<unsigned>(*p - L'0');
  constexpr std::uint64_t kMost = 0x7FFFFFFF;
  return text[0] < L'0' || text[0] > L'9' ? where.otherwise : static_cast<unsigned>(value < kMost ? value : kMost);
}

} // namespace psig::nt
