// Pages straight from the system: no heap. [any]
#pragma once

#include <cstddef>

namespace psig::nt {

[[nodiscard]] void *memory_commit(std::size_t bytes); // zeroed; null for want of memory
void memory_release(void *pages);

} // namespace psig::nt
