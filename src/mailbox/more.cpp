// Several threads may be in here at once, and none waits for another. [any]
#include "mailbox/more.h"

#include "nt/system/memory.h"

namespace psig {

void *MoreView::mapped() const { return std::atomic_ref(const_cast<void *&>(view)).load(); }

void MoreView::keep(nt::Section *section) {
  void *none = nullptr;
  if (std::atomic_ref(view).compare_exchange_strong(none, section->view)) section->view = nullptr;
}

MoreBlock *MoreView::block(std::uint32_t n) {
  MoreBlock *const at = static_cast<MoreBlock *>(mapped()) + n;
  const std::atomic_ref made(committed);
  const std::uint64_t mine = std::uint64_t{1} << n;
  if ((made.load() & mine) == 0) {
    if (!nt::memory_commit_at(at, sizeof(MoreBlock))) return nullptr;
    made.fetch_or(mine);
  }
  return at;
}

void MoreView::close() {
  nt::Section section{nullptr, view};
  nt::section_close(&section);
  *this = {};
}

} // namespace psig
