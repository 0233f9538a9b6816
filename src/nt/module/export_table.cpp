// The names of an export table are sorted (PE format, "Export Name Pointer Table"). [loader]
#include "nt/module/export_table.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

int compare(const char *left, const char *right) {
  while (*left != '\0' && *left == *right) ++left, ++right;
  return static_cast<unsigned char>(*left) - static_cast<unsigned char>(*right);
}

template <typename T> const T *at(std::uintptr_t base, DWORD rva) { return reinterpret_cast<const T *>(base + rva); }

} // namespace

void *export_find(std::uintptr_t base, const char *name) {
  const auto *dos = at<IMAGE_DOS_HEADER>(base, 0);
  const auto *headers = at<IMAGE_NT_HEADERS>(base, static_cast<DWORD>(dos->e_lfanew));
  const IMAGE_DATA_DIRECTORY &place = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];
  if (place.VirtualAddress == 0) return nullptr;
  const auto *table = at<IMAGE_EXPORT_DIRECTORY>(base, place.VirtualAddress);
  const auto *names = at<DWORD>(base, table->AddressOfNames);
  DWORD low = 0, high = table->NumberOfNames;
  while (low < high) {
    const DWORD middle = low + (high - low) / 2;
    const int order = compare(name, at<char>(base, names[middle]));
    if (order == 0) {
      const WORD ordinal = at<WORD>(base, table->AddressOfNameOrdinals)[middle];
      const DWORD rva = at<DWORD>(base, table->AddressOfFunctions)[ordinal];
      const bool forwarded = rva >= place.VirtualAddress && rva < place.VirtualAddress + place.Size;
      return forwarded ? nullptr : reinterpret_cast<void *>(base + rva);
    }
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return nullptr;
}

} // namespace psig::nt
