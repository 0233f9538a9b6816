// Import tables. Entries are compared by name, or by the address that they hold, so a forwarder or an API set in
// between does not matter. [loader]
#include "nt/module/import_patch.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

bool same(const char *left, const char *right) {
  while (*left != '\0' && *left == *right) ++left, ++right;
  return *left == *right;
}

void write_entry(void **entry, void *value) {
  DWORD before;
  if (!VirtualProtect(entry, sizeof(*entry), PAGE_READWRITE, &before)) return;
  __atomic_store_n(entry, value, __ATOMIC_SEQ_CST);
  VirtualProtect(entry, sizeof(*entry), before, &before);
}

void patch_descriptor(std::uintptr_t base, const IMAGE_IMPORT_DESCRIPTOR &descriptor, const ImportPatch *patches,
                      int count) {
  if (descriptor.OriginalFirstThunk == 0) return; // bound without names: nothing to compare
  const auto *name = reinterpret_cast<const IMAGE_THUNK_DATA *>(base + descriptor.OriginalFirstThunk);
  auto *entry = reinterpret_cast<void **>(base + descriptor.FirstThunk);
  for (; name->u1.AddressOfData != 0; ++name, ++entry) {
    if (IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal)) continue;
    const auto *by_name = reinterpret_cast<const IMAGE_IMPORT_BY_NAME *>(base + name->u1.AddressOfData);
    for (int i = 0; i < count; ++i)
      if (same(reinterpret_cast<const char *>(by_name->Name), patches[i].function) && *entry != patches[i].replacement)
        write_entry(entry, patches[i].replacement);
  }
}

const IMAGE_IMPORT_DESCRIPTOR *first_descriptor(std::uintptr_t base) {
  const auto *dos = reinterpret_cast<const IMAGE_DOS_HEADER *>(base);
  const auto *headers = reinterpret_cast<const IMAGE_NT_HEADERS *>(base + static_cast<std::uintptr_t>(dos->e_lfanew));
  const IMAGE_DATA_DIRECTORY &table = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  return table.VirtualAddress != 0 ? reinterpret_cast<const IMAGE_IMPORT_DESCRIPTOR *>(base + table.VirtualAddress)
                                   : nullptr;
}

} // namespace

void import_patch_module(std::uintptr_t base, const ImportPatch *patches, int count) {
  const IMAGE_IMPORT_DESCRIPTOR *descriptor = first_descriptor(base);
  for (; descriptor != nullptr && descriptor->Name != 0; ++descriptor)
    patch_descriptor(base, *descriptor, patches, count);
}

void import_patch_values(std::uintptr_t base, void *(*replacement_of)(void *function)) {
  const IMAGE_IMPORT_DESCRIPTOR *descriptor = first_descriptor(base);
  for (; descriptor != nullptr && descriptor->Name != 0; ++descriptor)
    for (auto *entry = reinterpret_cast<void **>(base + descriptor->FirstThunk); *entry != nullptr; ++entry)
      if (void *replacement = replacement_of(*entry); replacement != nullptr) write_entry(entry, replacement);
}

} // namespace psig::nt
