// The head of a mailbox, and cleaning up after dead senders; for the owner and for senders. Portable. [any]
#include "mailbox/layout.h"

namespace psig {
namespace {

struct HeadWord {
  std::atomic<std::uint32_t> Mailbox::*field;
  std::uint32_t value;
};
constexpr HeadWord kHead[] = {
    {&Mailbox::abi, kMailboxAbi},
    {&Mailbox::head_size, offsetof(Mailbox, cells)},
    {&Mailbox::size, sizeof(Mailbox)},
    {&Mailbox::slot_size, sizeof(Slot)},
    {&Mailbox::cells_count, kCells},
    {&Mailbox::queue_count, kQueueSlots},
    {&Mailbox::reserve_count, kReserveSlots},
};

// A claim without a sequence whose process died is worth nothing.
bool free_if_dead(Slot &slot, ClaimAlive alive) {
  std::uint64_t claim = slot.claim.load();
  if (claim == 0 || slot.sequence.load() != 0) return false;
  return !alive(claim) && slot.claim.compare_exchange_strong(claim, 0);
}

void mark_published(Slot *slots, std::atomic<std::uint64_t> *marks, std::uint32_t count, ClaimAlive alive) {
  for (std::uint32_t n = 0; n < count; ++n)
    if (!free_if_dead(slots[n], alive) && slots[n].sequence.load() != 0)
      marks[n / 64].fetch_or(std::uint64_t{1} << n % 64);
}

} // namespace

void mailbox_head_write(Mailbox &box, std::uint32_t pid, std::uint64_t created) {
  for (const HeadWord &word : kHead) (box.*word.field).store(word.value);
  box.pid.store(pid);
  box.created.store(created);
  box.magic.store(kMailboxMagic);
}

HeadCheck mailbox_head_check(const Mailbox &box, std::uint32_t pid, std::uint64_t created) {
  const std::uint32_t magic = box.magic.load();
  if (magic != kMailboxMagic) return magic == 0 && box.pid.load() == 0 ? HeadCheck::kBlank : HeadCheck::kBad;
  for (const HeadWord &word : kHead)
    if ((box.*word.field).load() != word.value) return HeadCheck::kBad;
  return box.pid.load() == pid && box.created.load() == created ? HeadCheck::kGood : HeadCheck::kBad;
}

// A published slot may miss its mark, since its sender died between the two; one mark too many does no harm. Cells are
// different: a bit too many is a signal too many, so only the owner completes them (receiver.cpp).
void mailbox_sweep(Mailbox &box, ClaimAlive alive) {
  for (std::uint32_t n = 1; n < kCells; ++n) free_if_dead(box.cells[n], alive);
  mark_published(box.slots, box.marks, kSlots, alive);
}

void mailbox_sweep_block(Mailbox &box, std::uint32_t n, MoreBlock &block, ClaimAlive alive) {
  mark_published(block.slots, block.marks, kQueueSlots, alive);
  box.more.fetch_or(std::uint64_t{2} << n);
}

} // namespace psig
