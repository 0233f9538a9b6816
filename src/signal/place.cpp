// The walk. What matters on the way is data: nt/arch/x86_64/unwind.cpp. [suspended]: no lock, no heap, no CRT. The
// context copies are static and guarded by the suspend lock, which the caller holds.
#include "signal/place.h"

#include "nt/arch/registers.h"
#include "nt/module/modules.h"
#include "nt/thread/context.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/unwind.h"
#include "signal/arch/trampoline.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

constexpr int kMaxFrames = 64;
mcontext_t g_walk, g_captured;
std::uintptr_t g_hooks_begin, g_hooks_end;

// In one, or in what it calls first: from then on the thread has a guard.
bool is_hook(int frame) { return frame < 4 && nt::ip_of(g_walk) >= g_hooks_begin && nt::ip_of(g_walk) < g_hooks_end; }

// One frame up; `slot` is where the return address stands. A swapped one counts as what it leads to.
bool step(const nt::Module &module, const nt::StackLimits &stack, std::uintptr_t *slot) {
  if (!nt::unwind_step(module, stack, &g_walk)) return false;
  *slot = nt::sp_of(g_walk) - 8;
  if (*slot < stack.limit || nt::sp_of(g_walk) > stack.base) return false;
  if (*reinterpret_cast<const std::uintptr_t *>(*slot) != nt::ip_of(g_walk)) return false;
  if (nt::ip_of(g_walk) == return_trampoline()) nt::ip_of(g_walk) = swap_original(*slot);
  return true;
}

Place walk(const nt::StackLimits &stack) {
  Place place;
  bool out_of_bounds = false; // no return address beyond may be touched
  for (int i = 0; i < kMaxFrames; ++i) {
    nt::Module module, caller;
    std::uintptr_t slot;
    if (!nt::module_find(nt::ip_of(g_walk), &module)) break;
    if (is_hook(i)) place.hooked = true;
    if (in_entering(nt::ip_of(g_walk))) place.entering = true;
    const nt::Under under = nt::unwind_under(module, nt::ip_of(g_walk));
    if (under == nt::Under::kLock || under == nt::Under::kException)
      place = {.hooked = place.hooked, .entering = place.entering, .locked = true, .slot = 0};
    if (under == nt::Under::kException) break;
    if (under != nt::Under::kNothing && under != nt::Under::kLock) out_of_bounds = true;
    if (!step(module, stack, &slot) || !nt::module_find(nt::ip_of(g_walk), &caller)) break;
    if (caller.interruptible && !module.interruptible && !out_of_bounds && place.slot == 0) place.slot = slot;
  }
  return place;
}

} // namespace

void place_hooks_are(std::uintptr_t begin, std::uintptr_t end) {
  g_hooks_begin = begin;
  g_hooks_end = end;
}

Place place_of(Thread *thread, const mcontext_t *context) {
  nt::SuspendLock::assert_held();
  g_walk = *context;
  return walk(nt::stack_limits(thread->teb));
}

Place place_here(Thread *thread) {
  nt::SuspendLock::assert_held();
  RtlCaptureContext(&g_captured);
  g_walk = g_captured;
  return walk(nt::stack_limits(thread->teb));
}

bool place_of_interrupted(Thread *thread, Place *place, std::uintptr_t *sp) {
  nt::SuspendLock::assert_held();
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  RtlCaptureContext(&g_captured);
  g_walk = g_captured;
  bool dispatcher = false; // its frame has been reached
  for (int i = 0; i < kMaxFrames && !dispatcher; ++i) {
    nt::Module module;
    if (!nt::module_find(nt::ip_of(g_walk), &module)) return false;
    dispatcher = nt::unwind_under(module, nt::ip_of(g_walk)) == nt::Under::kApc;
    if (!nt::unwind_step(module, stack, &g_walk)) return false;
  }
  *sp = nt::sp_of(g_walk);
  *place = walk(stack);
  return dispatcher;
}

} // namespace psig
