// The blocks of a mailbox's queue beyond the first (MoreSlots), as one process sees them. [any]
//
// Their section is made beside the mailbox, without pages. A process maps it when it needs it, and makes the pages
// block by block. Each process does so in its own view, because only then it knows that the pages are there.
#pragma once

#include "mailbox/layout.h"
#include "nt/ipc/section.h"

namespace psig {

inline constexpr std::size_t kMoreBytes = sizeof(MoreBlock) * kMoreBlocks;

// May be copied while nobody uses it.
struct MoreView {
  void *view = nullptr;
  std::uint64_t committed = 0; // bit n: block n can be used

  [[nodiscard]] void *mapped() const;
  // Keeps the view of `section`, whose handle stays the caller's; of two at once one is kept.
  void keep(nt::Section *section);
  [[nodiscard]] MoreBlock *block(std::uint32_t n); // mapped. null for want of memory
  void close();
};

} // namespace psig
