// Roads 3 and 4: user APCs. One is outstanding per thread at most, and only its own run spends it, so a foreign
// alertable wait ends at most once per signal. [any]
#include "nt/modules.h"
#include "nt/wait.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

// In an alertable wait of somebody else's, which returns WAIT_IO_COMPLETION after this. [target]
void apc_run(std::uintptr_t) {
  Thread *thread = self_attached();
  if (thread == nullptr) return;
  thread->apc_out.store(0);
  const std::uint64_t before = thread->handlers_run;
  { Inhibit drained; }
  thread->spends_apcs.store(thread->handlers_run != before);
}

// Between any two instructions, with what it interrupted. May call handlers where a hijack might; elsewhere the call in
// progress ends first. The instruction pointer of the context is never changed (dotnet/runtime#111408). [target]
void special_apc_run(std::uintptr_t, mcontext_t *interrupted) {
  Thread *thread = self();
  if (thread == nullptr) return;
  thread->apc_out.store(0);
  if (thread->gate.inhibit.load() != 0 || in_trampoline_head(instruction_pointer_of(interrupted))) return;
  if (g_engine.lock.held_by(static_cast<std::uint32_t>(thread->tid))) { // as while it attaches: again soon
    thread->look_due.store(nt::now_ns());
    g_upcalls.watch(nt::now_ns());
    return;
  }
  nt::Module module;
  if (nt::module_find(instruction_pointer_of(interrupted), &module) && module.interruptible) {
    Inhibit drained;
    return;
  }
  if ((g_roads.load() & POSIX_SIGNAL_ROAD_RETURN) != 0) swap_set(thread, interrupted);
}

} // namespace

bool apc_send(Thread *thread) {
  std::uint32_t none = 0;
  if (!thread->apc_out.compare_exchange_strong(none, 1)) return true;
  if (nt::g_calls.queue_apc(thread->handle, apc_run, 0)) return true;
  thread->apc_out.store(0);
  return false;
}

Reached special_apc_send(Thread *thread) {
  return nt::g_calls.queue_special_apc(thread->handle, special_apc_run, 0) ? Reached::kPerhaps : Reached::kCannot;
}

} // namespace psig
