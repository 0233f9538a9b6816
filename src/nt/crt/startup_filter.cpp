// The program's entry point is the function with that frame: its unwind information names __C_specific_handler, and the
// table behind that the filter (UNWIND_INFO and SCOPE_TABLE, documented under "x64 exception handling").
#include "nt/crt/startup_filter.h"

#include "nt/module/modules.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct UnwindInfo {
  std::uint8_t version : 3, flags : 5;
  std::uint8_t prologue, codes, frame;
};
struct Scope {
  std::uint32_t begin, end, filter, target;
};
constexpr std::uint32_t kMostScopes = 8;

// The function that holds this address; 0 outside all of them.
std::uint32_t function_at(const Module &module, std::uintptr_t address) {
  if (address < module.base || address >= module.end) return 0;
  const UnwindEntry *entry = module_unwind_entry(module, address);
  return entry != nullptr ? entry->begin : 0;
}

} // namespace

bool in_startup_filter(const void *address) {
  const auto base = reinterpret_cast<std::uintptr_t>(GetModuleHandleW(nullptr));
  Module program;
  if (!module_find(base, &program)) return false;
  const std::uint32_t function = function_at(program, reinterpret_cast<std::uintptr_t>(address));
  const auto *dos = reinterpret_cast<const IMAGE_DOS_HEADER *>(base);
  const auto *headers = reinterpret_cast<const IMAGE_NT_HEADERS *>(base + static_cast<std::uintptr_t>(dos->e_lfanew));
  const UnwindEntry *entry = module_unwind_entry(program, base + headers->OptionalHeader.AddressOfEntryPoint);
  if (function == 0 || entry == nullptr) return false;
  const auto *info = reinterpret_cast<const UnwindInfo *>(base + entry->unwind_info);
  if ((info->flags & UNW_FLAG_EHANDLER) == 0) return false;
  const auto *codes = reinterpret_cast<const std::uint16_t *>(info + 1);
  const auto *handler = reinterpret_cast<const std::uint32_t *>(codes + ((info->codes + 1u) & ~1u));
  const std::uint32_t count = handler[1];
  const auto *scopes = reinterpret_cast<const Scope *>(handler + 2);
  for (std::uint32_t n = 0; n < count && n < kMostScopes; ++n)
    if (scopes[n].filter == function) return true;
  return false;
}

} // namespace psig::nt
