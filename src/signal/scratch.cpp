// Pages from the system, twice as many whenever they are too few.
#include "signal/scratch.h"

#include "nt/system/memory.h"

namespace psig {

void *scratch(Thread *thread, std::size_t bytes) {
  constexpr std::size_t kFirst = 65536; // addresses are handed out by so many
  if (thread->scratch_size >= bytes) return thread->scratch;
  std::size_t size = kFirst;
  while (size < bytes) size *= 2;
  void *pages = nt::memory_commit(size);
  if (pages == nullptr) return nullptr;
  scratch_free(thread);
  thread->scratch = pages;
  thread->scratch_size = size;
  return pages;
}

void scratch_free(Thread *thread) {
  if (thread->scratch != nullptr) nt::memory_release(thread->scratch);
  thread->scratch = nullptr;
  thread->scratch_size = 0;
}

} // namespace psig
