// Does what _resetstkoflw() of the CRT does, but for a stack that is not in use just now.
#include "nt/thread/stack_guard.h"

#include "nt/thread/stack.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr std::uintptr_t kPage = 4096;

// One page that traps, and what SetThreadStackGuarantee() has promised; two at least.
std::uintptr_t guard_size() {
  const std::uintptr_t promised = teb_field<std::uint32_t>(teb(), kTebGuaranteedStack);
  const std::uintptr_t size = ((promised + kPage - 1) & ~(kPage - 1)) + kPage;
  return size < 2 * kPage ? 2 * kPage : size;
}

// The lowest page that is there; false if none is.
bool lowest_page(std::uintptr_t bottom, std::uintptr_t top, MEMORY_BASIC_INFORMATION *region) {
  for (std::uintptr_t at = bottom; at < top;) {
    if (VirtualQuery(reinterpret_cast<void *>(at), region, sizeof(*region)) == 0) return false;
    if (region->State == MEM_COMMIT && region->Protect != PAGE_NOACCESS) return true;
    at = reinterpret_cast<std::uintptr_t>(region->BaseAddress) + region->RegionSize;
  }
  return false;
}

// Wine's threads have all of their stack from the start and one guard page at its end, which a promise does not move.
void move_guard(std::uintptr_t block) {
  const StackLimits stack = stack_limits(block);
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  MEMORY_BASIC_INFORMATION region;
  if (!lowest_page(stack.allocation, stack.base, &region) || (region.Protect & PAGE_GUARD) == 0) return;
  DWORD former;
  if (reinterpret_cast<std::uintptr_t>(region.BaseAddress) + guard_size() + 4 * kPage < here)
    VirtualProtect(region.BaseAddress, guard_size(), PAGE_READWRITE | PAGE_GUARD, &former);
}

} // namespace

void stack_guard_restore(StackLimits *own) {
  MEMORY_BASIC_INFORMATION region;
  const bool found = lowest_page(own->allocation, own->base, &region);
  if (!found || (region.Protect & PAGE_GUARD) != 0) return; // it is there still
  const std::uintptr_t limit = reinterpret_cast<std::uintptr_t>(region.BaseAddress) + guard_size();
  DWORD former;
  if (limit >= own->base) return;
  if (!VirtualProtect(region.BaseAddress, guard_size(), PAGE_READWRITE | PAGE_GUARD, &former)) return;
  own->limit = limit;
  teb_field<std::uintptr_t>(teb(), kTebStackLimit) = limit;
}

void stack_guarantee() {
  const std::uintptr_t block = teb();
  if (teb_field<std::uint32_t>(block, kTebGuaranteedStack) >= kForDispatch) return;
  ULONG wanted = kForDispatch;
  if (SetThreadStackGuarantee(&wanted) && under_wine()) move_guard(block);
}

void stack_guarantee_for_the_end() {
  if (under_wine()) stack_guarantee();
}

} // namespace psig::nt
