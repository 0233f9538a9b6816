// The walk and the swap. [suspended]: no lock, no heap, no CRT; the context copy is static and guarded by the suspend
// lock, which the caller holds.
#include "signal/return_swap.h"

#include "nt/exception_hook.h"
#include "nt/modules.h"
#include "nt/unwind.h"
#include "nt/wait.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr int kMaxFrames = 64;

// A return address follows a call: E8 rel32, or FF /2 with its addressing bytes. Guards against a walk gone astray.
bool follows_call(std::uintptr_t address) {
  const auto *code = reinterpret_cast<const unsigned char *>(address);
  if (code[-5] == 0xE8) return true;
  for (int length = 2; length <= 7; ++length)
    if (code[-length] == 0xFF && (code[-length + 1] & 0x38) == 0x10) return true;
  return false;
}

mcontext_t g_walk;

} // namespace

bool swap_set(Thread *thread, const mcontext_t *context) {
  if (thread->swap.slot != nullptr) {
    const bool in_use = reinterpret_cast<std::uintptr_t>(thread->swap.slot) >= stack_pointer_of(context);
    if (in_use && *thread->swap.slot == return_trampoline()) return true; // still on its way
    thread->swap.slot = nullptr;                                          // jumped over
  }
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  g_walk = *context;
  for (int i = 0; i < kMaxFrames; ++i) {
    nt::Module module;
    if (g_walk.Rsp < stack.limit || g_walk.Rsp + 8 > stack.base || (g_walk.Rsp & 7) != 0) return false;
    if (!nt::module_find(g_walk.Rip, &module) || nt::unwind_forbidden(module, g_walk.Rip)) return false;
    if (!nt::unwind_step(module, &g_walk)) return false;
    auto *slot = reinterpret_cast<std::uintptr_t *>(g_walk.Rsp - 8);
    if (g_walk.Rsp - 8 < stack.limit || g_walk.Rsp > stack.base || *slot != g_walk.Rip) return false;
    nt::Module caller;
    if (!nt::module_find(g_walk.Rip, &caller)) return false;
    if (!caller.interruptible) continue;
    if (in_trampoline(g_walk.Rip) || !follows_call(g_walk.Rip)) return false;
    thread->swap = {slot, g_walk.Rip};
    *slot = return_trampoline();
    return true;
  }
  return false;
}

void swap_undo(Thread *thread) {
  if (thread->swap.slot == nullptr) return;
  if (*thread->swap.slot == return_trampoline()) *thread->swap.slot = thread->swap.original;
  thread->swap.slot = nullptr;
}

void swap_prepare() {
  nt::exception_hook_install([] {
    Thread *thread = self();
    if (thread == nullptr || thread->swap.slot == nullptr) return;
    swap_undo(thread);
    thread->look_due.store(nt::now_ns()); // the signal is still pending: the dispatcher reaches for the thread anew
    g_upcalls.watch(nt::now_ns());
  });
}

} // namespace psig
