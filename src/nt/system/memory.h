// Pages straight from the system: no heap. [any]
#pragma once

#include <cstddef>
#include <cstdint>

namespace psig::nt {

[[nodiscard]] void *memory_commit(std::size_t bytes);  // zeroed; null for want of memory
[[nodiscard]] void *memory_reserve(std::size_t bytes); // addresses alone
// Of what is reserved, or of a section made so; what is there already stays as it is. False for want of memory.
[[nodiscard]] bool memory_commit_at(void *at, std::size_t bytes);
void memory_release(void *pages);

// A word that may not be there any more: false then.
[[nodiscard]] bool memory_peek(std::uintptr_t address, std::uintptr_t *word);

} // namespace psig::nt
