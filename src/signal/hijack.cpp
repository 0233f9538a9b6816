// Delivery by hijack: suspends the thread, looks where it is, and lets it enter the trampoline. It enters at once where
// it may be interrupted, and otherwise at the end of its call, by return address. [any] up to the suspension,
// [suspended] within it.
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/thread/stack.h"
#include "nt/thread/suspended_thread.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"
#include "signal/place.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

// Answers to CONTEXT_EXCEPTION_REQUEST (winnt.h): a fault, or a system call, that the kernel is still busy with would
// overwrite a new instruction pointer (dotnet/runtime, threadsuspend.cpp).
constexpr std::uint32_t kExceptionActive = 0x08000000, kServiceActive = 0x10000000, kReporting = 0x80000000;

bool kernel_busy(const mcontext_t *context) {
  const bool reports = (context->ContextFlags & kReporting) != 0;
  if (!reports) return !nt::under_wine(); // Wine never reports; Windows always does on x64
  return (context->ContextFlags & (kExceptionActive | kServiceActive)) != 0;
}

// What the end of a stack keeps for its overflow: the lowest page, which is never there, the guard, and what was
// promised to exception dispatch. An alternate stack has none of it.
std::uintptr_t kept(const Thread *thread, const nt::StackLimits &stack) {
  constexpr std::uintptr_t kLowestAndGuard = std::uintptr_t{3} * 4096;
  if (stack.limit == stack.allocation) return 0;
  return kLowestAndGuard + nt::teb_field<std::uint32_t>(thread->teb, nt::kTebGuaranteedStack);
}

bool stack_has_room(const Thread *thread, const mcontext_t *context) {
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  const std::uintptr_t sp = stack_pointer_of(context), bottom = stack.allocation + kept(thread, stack);
  return sp <= stack.base && sp >= bottom + trampoline_stack_need() && sp >= stack.limit;
}

// Whether the call it is in may not return for long while the thread goes on elsewhere: a fiber (NT_TIB.FiberData is a
// pointer then), or a coroutine, which shows by another stack than before.
bool switches_stacks(Thread *thread, const mcontext_t *context) {
  const std::uintptr_t stack = nt::stack_limits(thread->teb).allocation;
  if (thread->first_stack == 0) thread->first_stack = stack;
  if (stack != thread->first_stack && !on_altstack(thread->altstack, stack_pointer_of(context)))
    thread->switches_stacks = true;
  return thread->switches_stacks || nt::teb_field<std::uintptr_t>(thread->teb, nt::kTebFiber) > 0xFFFF;
}

// The trace hears of it before the thread goes on, and its handler with it. [suspended]
bool redirect(const Thread *thread, const nt::SuspendedThread &held, const mcontext_t *context, int signo) {
  if (!held.redirect(context)) return false;
  trace_told(static_cast<std::uint32_t>(thread->tid), signo, TraceMethod::kHijack);
  return true;
}

// [suspended]
Reached divert(Thread *thread, const nt::SuspendedThread &held, mcontext_t *context, int signo) {
  nt::SuspendLock::assert_held();
  leave_trampoline(context);
  const std::uintptr_t ip = instruction_pointer_of(context);
  const unsigned methods = g_delivery_methods.load();
  if (thread->gate.guards.load() != 0 || in_trampoline_head(ip)) {
    trace_told(static_cast<std::uint32_t>(thread->tid), signo, TraceMethod::kInside);
    return Reached::kSurely;
  }
  if (g_engine.lock.held_by(static_cast<std::uint32_t>(thread->tid))) return Reached::kCannot; // as while it attaches
  if (!deliverable(thread)) return Reached::kSurely; // somebody else took it meanwhile
  if (in_trampoline_tail(ip)) {
    restart_tail(context);
    thread->gate.guards.store(1);
    if (redirect(thread, held, context, signo)) return Reached::kSurely;
    thread->gate.guards.store(0);
    return Reached::kCannot;
  }
  nt::Module module;
  if (!nt::module_find(ip, &module) || !stack_has_room(thread, context)) return Reached::kCannot;
  const Place place = place_of(thread, context);
  if (place.entering) return Reached::kSurely;
  if (!place.locked && nt::holds_loader_lock(thread->tid)) return Reached::kCannot; // by frames that could not be seen
  if (module.interruptible && !place.locked && !place.hooked) {
    if ((methods & POSIX_SIGNAL_DELIVER_HIJACK) == 0 || kernel_busy(context)) return Reached::kCannot;
    redirect_to_trampoline(thread, context);
    thread->gate.guards.store(1); // before it runs: nobody else may think it needs telling
    if (redirect(thread, held, context, signo)) return Reached::kSurely;
    thread->gate.guards.store(0);
    return Reached::kCannot;
  }
  if (!place.locked && thread->apc_deferred.exchange(false)) return Reached::kCannot; // in another wait: by APC again
  if ((methods & POSIX_SIGNAL_DELIVER_RETURN) == 0) return Reached::kCannot;
  const bool looked_for_again = switches_stacks(thread, context);
  const bool still_in_it = thread->swapped != 0 && thread->swapped == place.slot;
  if (!swap_set(thread, place.slot, stack_pointer_of(context))) return Reached::kCannot;
  trace_told(static_cast<std::uint32_t>(thread->tid), signo, TraceMethod::kReturn);
  if (looked_for_again) return Reached::kQueued;
  if (still_in_it) thread->on_return.store(true); // before it runs
  return Reached::kPerhaps;
}

mcontext_t g_context; // guarded by the suspend lock: a CONTEXT is large, and this may run on a small stack

} // namespace

Reached hijack(Thread *thread, int signo) {
  if (!has_begun(thread)) return Reached::kCannot;
  swap_make_room();
  nt::SuspendLock lock;
  if (!lock.held() || thread->gone) return Reached::kCannot;
  const nt::SuspendedThread held(lock, thread->handle, &g_context);
  return held.held() ? divert(thread, held, &g_context, signo) : Reached::kCannot;
}

} // namespace psig
