// The module cache: a fixed table, written under the loader lock, and read without locks by the thread that holds the
// suspend lock. An unload waits for such a reader to finish before the module goes (lock order: loader, then suspend).
#include "nt/module/modules.h"

#include <atomic>

#include "nt/module/imports.h"
#include "nt/thread/suspended_thread.h"
#include "nt/windows.h"

#include <psapi.h>

namespace psig::nt {
namespace {

constexpr int kMaxModules = 1024;

struct Slot {
  Module module{};
  char name[kModuleName]{};
  std::atomic<bool> used{false};
};

constinit Slot g_slots[kMaxModules]; // filled before any constructor runs
std::atomic<int> g_high_water{0};
constexpr int kWatchers = 8; // exit path, thread hooks, unhandled exceptions, C run-times; others to come
void (*g_watchers[kWatchers])(std::uintptr_t base);
int g_watcher_count;
wchar_t g_windows_directory[MAX_PATH];

bool starts_with(const wchar_t *text, const wchar_t *prefix) {
  for (; *prefix != L'\0'; ++text, ++prefix)
    if ((*text | 0x20) != (*prefix | 0x20)) return false;
  return true;
}

// Loaded from the Windows directory (System32, WinSxS), or a C runtime that a program brings along.
bool is_system_code(const wchar_t *path) {
  constexpr const wchar_t *kRuntimes[] = {L"ucrtbase", L"msvcr", L"msvcp", L"vcruntime", L"api-ms-win-"};
  if (starts_with(path, g_windows_directory)) return true;
  const wchar_t *name = path;
  for (const wchar_t *p = path; *p != L'\0'; ++p)
    if (*p == L'\\') name = p + 1;
  for (const wchar_t *runtime : kRuntimes)
    if (starts_with(name, runtime)) return true;
  return false;
}

bool is_winsock(const wchar_t *path) {
  constexpr const wchar_t *kNames[] = {L"ws2_32.dll", L"mswsock.dll", L"wsock32.dll"};
  const wchar_t *name = path;
  for (const wchar_t *p = path; *p != L'\0'; ++p)
    if (*p == L'\\') name = p + 1;
  for (const wchar_t *winsock : kNames)
    if (starts_with(name, winsock)) return true;
  return false;
}

const IMAGE_NT_HEADERS *headers_of(std::uintptr_t base) {
  const auto *dos = reinterpret_cast<const IMAGE_DOS_HEADER *>(base);
  if (dos->e_magic != IMAGE_DOS_SIGNATURE) return nullptr;
  const auto *headers = reinterpret_cast<const IMAGE_NT_HEADERS *>(base + static_cast<std::uintptr_t>(dos->e_lfanew));
  return headers->Signature == IMAGE_NT_SIGNATURE ? headers : nullptr;
}

// The file's name, cut to what there is room for; what is not ASCII becomes a question mark.
void keep_name(const wchar_t *path, char (&out)[kModuleName]) {
  const wchar_t *name = path;
  for (const wchar_t *p = path; *p != L'\0'; ++p)
    if (*p == L'\\') name = p + 1;
  unsigned length = 0;
  for (; name[length] != L'\0' && length + 1 < kModuleName; ++length)
    out[length] = name[length] < 0x7F ? static_cast<char>(name[length]) : '?';
  out[length] = '\0';
}

void add(std::uintptr_t base, const wchar_t *path) {
  const IMAGE_NT_HEADERS *headers = headers_of(base);
  if (headers == nullptr) return;
  const IMAGE_DATA_DIRECTORY &table = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXCEPTION];
  const Module module = {base,
                         base + headers->OptionalHeader.SizeOfImage,
                         reinterpret_cast<const UnwindEntry *>(base + table.VirtualAddress),
                         static_cast<std::uint32_t>(table.Size / sizeof(UnwindEntry)),
                         !is_system_code(path),
                         is_winsock(path)};
  for (int i = 0; i < kMaxModules; ++i) {
    Slot &slot = g_slots[i];
    if (slot.used.load() && slot.module.base == base) return;
    if (slot.used.load()) continue;
    slot.module = module;
    keep_name(path, slot.name);
    if (i >= g_high_water.load()) g_high_water.store(i + 1);
    slot.used.store(true); // last: readers look at it first
    break;
  }
  for (int i = 0; i < g_watcher_count; ++i) g_watchers[i](base);
}

void remove(std::uintptr_t base) {
  for (Slot &slot : g_slots)
    if (slot.used.load() && slot.module.base == base) slot.used.store(false);
  SuspendLock::pass_through(); // a reader may still be in its tables
}

// LDR_DLL_NOTIFICATION_DATA (documented at LdrRegisterDllNotification).
struct Notification {
  ULONG flags;
  const UNICODE_STRING *full_name;
  const UNICODE_STRING *base_name;
  void *base;
  ULONG size;
};

void __stdcall notified(ULONG reason, const Notification *data, void *) {
  const auto base = reinterpret_cast<std::uintptr_t>(data->base);
  if (reason == 1) add(base, data->full_name->Buffer);
  else remove(base);
}

template <typename Visit> void each_loaded(Visit visit) {
  HMODULE modules[kMaxModules];
  DWORD needed = 0;
  if (!K32EnumProcessModules(GetCurrentProcess(), modules, sizeof(modules), &needed)) return;
  for (DWORD i = 0; i < needed / sizeof(HMODULE) && i < kMaxModules; ++i) visit(modules[i]);
}

} // namespace

void modules_start() {
  GetSystemWindowsDirectoryW(g_windows_directory, MAX_PATH);
  void *cookie = nullptr;
  if (g_imports.LdrRegisterDllNotification != nullptr)
    g_imports.LdrRegisterDllNotification(0, reinterpret_cast<void *>(&notified), nullptr, &cookie);
  each_loaded([](HMODULE module) {
    wchar_t path[MAX_PATH];
    if (GetModuleFileNameW(module, path, MAX_PATH) != 0) add(reinterpret_cast<std::uintptr_t>(module), path);
  });
}

void modules_watch(void (*visit)(std::uintptr_t base)) {
  g_watchers[g_watcher_count++] = visit;
  modules_visit(visit);
}

void modules_visit(void (*visit)(std::uintptr_t base)) {
  for (int i = 0; i < g_high_water.load(); ++i)
    if (g_slots[i].used.load()) visit(g_slots[i].module.base);
}

bool module_find(std::uintptr_t address, Module *out) {
  const int high_water = g_high_water.load();
  for (int i = 0; i < high_water; ++i) {
    const Slot &slot = g_slots[i];
    if (!slot.used.load() || address < slot.module.base || address >= slot.module.end) continue;
    *out = slot.module;
    return slot.used.load();
  }
  return false;
}

const char *module_name(std::uintptr_t address) {
  for (int i = 0; i < g_high_water.load(); ++i)
    if (g_slots[i].used.load() && address >= g_slots[i].module.base && address < g_slots[i].module.end)
      return g_slots[i].name;
  return nullptr;
}

const UnwindEntry *module_unwind_entry(const Module &module, std::uintptr_t address) {
  const auto rva = static_cast<std::uint32_t>(address - module.base);
  std::uint32_t low = 0, high = module.entry_count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const UnwindEntry &entry = module.entries[middle];
    if (rva < entry.begin) high = middle;
    else if (rva >= entry.end) low = middle + 1;
    else return &entry;
  }
  return nullptr;
}

void module_each_export(const char *name, std::uintptr_t except, void *argument,
                        void (*visit)(void *symbol, void *argument)) {
  each_loaded([&](HMODULE module) {
    if (reinterpret_cast<std::uintptr_t>(module) == except) return;
    void *symbol = reinterpret_cast<void *>(GetProcAddress(module, name));
    if (symbol != nullptr) visit(symbol, argument);
  });
}

bool module_pin(const void *address) {
  HMODULE pinned;
  return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                            static_cast<LPCWSTR>(address), &pinned) != 0;
}

std::uintptr_t module_base_of(const void *address) {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     static_cast<LPCWSTR>(address), &module);
  return reinterpret_cast<std::uintptr_t>(module);
}

bool in_main_module(const void *address) {
  return module_base_of(address) == reinterpret_cast<std::uintptr_t>(GetModuleHandleW(nullptr));
}

} // namespace psig::nt
