// A module's own exports, read in place. There is no loader call, so a module that is still being loaded may be asked.
#pragma once

#include <cstdint>

namespace psig::nt {

// The address of an exported symbol; null if the module has none, or only forwards it to another. [loader]
void *export_find(std::uintptr_t base, const char *name);

} // namespace psig::nt
