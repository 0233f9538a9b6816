// A module's own exports, read in place: no loader call, so that a module that is only being loaded may be asked.
#pragma once

#include <cstdint>

namespace psig::nt {

// The address of an exported symbol; null if the module has none, or only forwards it to another. [loader]
void *export_find(std::uintptr_t base, const char *name);

} // namespace psig::nt
