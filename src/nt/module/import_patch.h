// Replaces a function in the import tables of the loaded modules, present and future.
#pragma once

#include <cstdint>

namespace psig::nt {

struct ImportPatch {
  const char *function;
  void *replacement;
};

// Points every import by one of these names at its replacement, in one module. The replacements call the originals
// through pointers fetched with GetProcAddress, which no import table stands between. [loader]
void import_patch_module(std::uintptr_t base, const ImportPatch *patches, int count);

// The same by value: every import for which `replacement_of` has an answer, named or not. [loader]
void import_patch_values(std::uintptr_t base, void *(*replacement_of)(void *function));

} // namespace psig::nt
