// Delivery by user APC, plain and special. At most one is outstanding per thread, and only when it runs is it spent. So
// a foreign alertable wait ends at most once per signal. [any]
#include "nt/module/modules.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/word_wait.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"
#include "signal/place.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

// Tries the thread again without an APC, soon.
void retry_now(Thread *thread) { schedule_retry(thread, nt::now_ns()); }

// Whether handlers may run on top of what the APC has interrupted. Where they may not (in Winsock, under the loader's
// lock) the call that they would disturb is let end first, if this can be arranged; else the thread is tried again.
bool may_run_here(Thread *thread) {
  if (!deliverable(thread)) return true;
  swap_make_room();
  const bool may_swap = (g_delivery_methods.load() & POSIX_SIGNAL_DELIVER_RETURN) != 0;
  const nt::SuspendLock lock;
  Place place;
  std::uintptr_t sp;
  if (!lock.held() || !place_of_interrupted(thread, &place, &sp)) return true;
  if (!place.locked && !nt::holds_loader_lock(thread->tid)) return true;
  thread->apc_deferred.store(may_swap);
  if (!may_swap || !swap_set(thread, place.slot, sp)) retry_now(thread);
  return false;
}

// In an alertable wait of somebody else's, which returns WAIT_IO_COMPLETION after this. [target]
void apc_run(std::uintptr_t) {
  Thread *thread = self_attached();
  if (thread == nullptr) return;
  thread->apc_out.store(0);
  const std::uint64_t before = thread->handlers_run;
  if (thread->gate.guards.load() == 0) {
    thread->gate.guards.store(1); // or a handler might run on top of this after all
    if (!may_run_here(thread)) {
      thread->spends_apcs.store(false);
      thread->gate.guards.store(0); // who has come meanwhile is served with the rest
      return;
    }
    const DeliveryGuard drained(DeliveryGuard::kAdopted);
  } else {
    const DeliveryGuard drained;
  }
  thread->spends_apcs.store(thread->handlers_run != before);
}

// Between any two instructions, with what it interrupted. May call handlers where a hijack might; elsewhere the call in
// progress ends first. The instruction pointer of the context is never changed (dotnet/runtime#111408). [target]
void special_apc_run(std::uintptr_t, mcontext_t *interrupted) {
  Thread *thread = self();
  if (thread == nullptr) return;
  thread->apc_out.store(0);
  if (thread->gate.guards.load() != 0 || in_trampoline_head(instruction_pointer_of(interrupted))) return;
  // As while it attaches; or unloads a module, or suspends somebody.
  if (g_engine.lock.held_by(static_cast<std::uint32_t>(thread->tid)) || nt::SuspendLock::held_by_caller())
    return retry_now(thread);
  bool here = false;
  {
    const nt::SuspendLock lock;
    nt::Module module;
    if (!lock.held() || !nt::module_find(instruction_pointer_of(interrupted), &module)) return;
    const Place place = place_of(thread, interrupted);
    if (place.entering) return;
    if (!place.locked && nt::holds_loader_lock(thread->tid)) return retry_now(thread);
    here = module.interruptible && !place.locked;
    if (!here && (g_delivery_methods.load() & POSIX_SIGNAL_DELIVER_RETURN) != 0)
      (void)swap_set(thread, place.slot, stack_pointer_of(interrupted));
  }
  if (here) const DeliveryGuard drained;
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
