// The walk. What matters on the way is data: nt/thread/unwind.cpp. [suspended]: no lock, no heap, no CRT; the context
// copies are static and guarded by the suspend lock, which the caller holds.
#include "signal/place.h"

#include "nt/module/modules.h"
#include "nt/thread/context.h"
#include "nt/thread/unwind.h"
#include "signal/arch/trampoline.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

constexpr int kMaxFrames = 64;
mcontext_t g_walk, g_captured;

// One frame up; `slot` is where the return address stands. A swapped one counts as what it leads to.
bool step(const nt::Module &module, const nt::StackLimits &stack, std::uintptr_t *slot) {
  if (!nt::unwind_step(module, stack, &g_walk)) return false;
  *slot = g_walk.Rsp - 8;
  if (*slot < stack.limit || g_walk.Rsp > stack.base) return false;
  if (*reinterpret_cast<const std::uintptr_t *>(*slot) != g_walk.Rip) return false;
  if (g_walk.Rip == return_trampoline()) g_walk.Rip = swap_original(*slot);
  return true;
}

Place walk(const nt::StackLimits &stack) {
  Place place;
  bool out_of_bounds = false; // no return address beyond may be touched
  for (int i = 0; i < kMaxFrames; ++i) {
    nt::Module module, caller;
    std::uintptr_t slot;
    if (!nt::module_find(g_walk.Rip, &module)) break;
    const nt::Under under = nt::unwind_under(module, g_walk.Rip);
    if (under == nt::Under::kLock || under == nt::Under::kException) place = {.locked = true, .slot = 0};
    if (under == nt::Under::kException) break;
    if (under != nt::Under::kNothing && under != nt::Under::kLock) out_of_bounds = true;
    if (!step(module, stack, &slot) || !nt::module_find(g_walk.Rip, &caller)) break;
    if (caller.interruptible && !module.interruptible && !out_of_bounds && place.slot == 0) place.slot = slot;
  }
  return place;
}

} // namespace

Place place_of(Thread *thread, const mcontext_t *context) {
  g_walk = *context;
  return walk(nt::stack_limits(thread->teb));
}

bool place_of_interrupted(Thread *thread, Place *place, std::uintptr_t *sp) {
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  RtlCaptureContext(&g_captured);
  g_walk = g_captured;
  bool dispatcher = false; // its frame has been reached
  for (int i = 0; i < kMaxFrames && !dispatcher; ++i) {
    nt::Module module;
    if (!nt::module_find(g_walk.Rip, &module)) return false;
    dispatcher = nt::unwind_under(module, g_walk.Rip) == nt::Under::kApc;
    if (!nt::unwind_step(module, stack, &g_walk)) return false;
  }
  *sp = g_walk.Rsp;
  *place = walk(stack);
  return dispatcher;
}

} // namespace psig
