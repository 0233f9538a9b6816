// From the filter's decision to the handler. The first half is [dispatch]: it uses atomics only, since the code that
// faulted may hold any lock but ours.
#include "signal/fault_entry.h"

#include "signal/arch/trampoline.h"
#include "signal/engine.h"

namespace psig {

bool fault_deliverable(const Thread *thread, int signo) {
  return thread->gate.guards.load() == 0 && has(g_engine.caught_now(), signo) && !has(thread->blocked.load(), signo);
}

bool fault_goes_to_altstack(const Thread *thread, int signo, std::uintptr_t sp) {
  return has(g_engine.caught_on_altstack_now(), signo) && altstack_enabled(thread->altstack) &&
         !on_altstack(thread->altstack, sp);
}

bool fault_fills_altstack(const Thread *thread, std::uintptr_t sp) {
  return on_altstack(thread->altstack, sp) && sp - altstack_bottom(thread->altstack) < trampoline_stack_need();
}

void fault_begin(Thread *thread) { thread->gate.guards.store(1); }

void fault_enter(Thread *thread, const Record &record, const nt::Exception &exception, mcontext_t *context) {
  std::uintptr_t stack = stack_pointer_of(context);
  if (fault_goes_to_altstack(thread, record.signo, stack)) stack = altstack_top(thread->altstack);
  Fault &fault = thread->fault;
  fault.record = record;
  fault.status = exception.status;
  fault.address = exception.address;
  fault.parameter_count = exception.parameter_count;
  for (unsigned n = 0; n < exception.parameter_count; ++n) fault.parameters[n] = exception.parameters[n];
  fault.returned = false;
  trace_fault(record, static_cast<std::uint32_t>(thread->tid), exception.status, TraceFate::kTaken);
  redirect_to_fault_trampoline(thread, context, stack & ~std::uintptr_t{7});
}

void fault_deliver(Thread *thread, Frame *frame) {
  const Record record = thread->fault.record;
  Action action;
  {
    LockGuard guard(g_engine.lock);
    Dispositions &actions = g_engine.process.actions;
    action = actions.of(record.signo);
    if (actions.effect(record.signo) != Effect::kHandler) return; // changed just now: the fault comes again
    if ((action.flags & kSaResetHand) != 0) actions.reset(record.signo);
  }
  thread->fault.returned = true; // unless it edits, jumps, or faults itself
  run_handler(thread, record, action, frame);
}

void fault_returns(Thread *thread, std::uint64_t *flags) {
  constexpr std::uint64_t kTrap = 0x100;
  if (!thread->fault.returned || thread->fault.repeats < kStepAfter) return;
  thread->fault.stepping = 1;
  *flags |= kTrap;
}

} // namespace psig
