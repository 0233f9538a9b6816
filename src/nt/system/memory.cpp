// VirtualAlloc. [any]
#include "nt/system/memory.h"

#include "nt/windows.h"

namespace psig::nt {

void *memory_commit(std::size_t bytes) {
  return VirtualAlloc(nullptr, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void *memory_reserve(std::size_t bytes) { return VirtualAlloc(nullptr, bytes, MEM_RESERVE, PAGE_READWRITE); }

bool memory_commit_at(void *at, std::size_t bytes) {
  return VirtualAlloc(at, bytes, MEM_COMMIT, PAGE_READWRITE) != nullptr;
}

void memory_release(void *pages) { VirtualFree(pages, 0, MEM_RELEASE); }

bool memory_peek(std::uintptr_t address, std::uintptr_t *word) {
  return ReadProcessMemory(GetCurrentProcess(), reinterpret_cast<const void *>(address), word, sizeof(*word), nullptr);
}

} // namespace psig::nt
