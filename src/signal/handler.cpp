// Runs one handler, with its mask, its stack and its siginfo, and leaves again. [target]
//
// All per-delivery state is popped before the handler is called, so that it may siglongjmp out at any time.
#include "nt/thread/context.h"
#include "signal/altstack_switch.h"
#include "signal/arch/float_control.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"

namespace psig {
namespace {

struct Call {
  Thread *thread;
  std::uintptr_t handler;
  int signo;
  siginfo_t *info; // null: an old-style handler
  ucontext_t *context;
};

// Whether another handler may begin before this one: while there is a quarter of the stack, and never on the last 6 KB,
// so that signals with SA_NODEFER, of which any number may be pending, do not use it up. The rest waits for a return.
bool room_to_nest(const Thread *thread) {
  constexpr std::uintptr_t kLeast = std::uintptr_t{6} * 1024;
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  const auto left = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - stack.allocation;
  const std::uintptr_t quarter = (stack.base - stack.allocation) / 4;
  return left > (quarter > kLeast ? quarter : kLeast);
}

// On the handler's own stack, its mask in force. Whatever that lets through interrupts it before its first instruction,
// as when a kernel sets up one handler after the other on its way back: of six signals the last one's runs first.
void open_gate(const Call &c) {
  Thread *thread = c.thread;
  Thread::Gate &gate = thread->gate;
  bool told = false;
  do {
    gate.guards.store(1);
    if (gate.alert.load() != 0 || deliverable(thread)) drain(thread, nullptr, room_to_nest(thread) ? kAllSignals : 0);
    if (!told) trace_event(TraceEvent::kEntered, c.signo, c.handler);
    told = true;
    gate.guards.store(0);
  } while (gate.alert.load() != 0);
}

void call(void *argument) {
  auto *c = static_cast<Call *>(argument);
  Thread::Gate &gate = c->thread->gate;
  open_gate(*c);
  if (c->info != nullptr)
    reinterpret_cast<void (*)(int, siginfo_t *, void *)>(c->handler)(c->signo, c->info, c->context);
  else reinterpret_cast<void (*)(int)>(c->handler)(c->signo);
  gate.guards.store(1);
  trace_event(TraceEvent::kReturned, c->signo);
  if ((g_engine.followed.load(std::memory_order_relaxed) & bit(c->signo)) != 0) g_upcalls.handled(c->signo);
}

void call_on_altstack(const stack_t &stack, Call *c) {
  const OnAltstack limits(c->thread, nt::stack_limits(c->thread->teb));
  psig_call_on(reinterpret_cast<void *>(altstack_top(stack)), call, c);
}

void dispatch(Thread *thread, const Action &action, Call *c) {
  const stack_t stack = thread->altstack;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const bool alternate = (action.flags & kSaOnStack) != 0 && altstack_enabled(stack) && !on_altstack(stack, here);
  if (alternate) call_on_altstack(stack, c);
  else call(c);
}

// With siginfo and ucontext; what the handler edits takes effect.
void dispatch_with_info(Thread *thread, const Record &record, const Action &action, Frame *frame, Call *c,
                        SigSet *resume_mask) {
  siginfo_t info;
  ucontext_t context; // filled piece by piece: zeroing it first would double the cost of a raise()
  ContextCopy before;
  record_to_siginfo(record, &info);
  volatile bool delivered = false;
  context.uc_flags = 0;
  context.uc_link = nullptr;
  context_clear_rest(&context.uc_mcontext);
  if (frame != nullptr) frame_to_context(frame, &context.uc_mcontext);
  else RtlCaptureContext(&context.uc_mcontext); // returns here a second time when an edited context is resumed
  if (delivered) return;
  delivered = true;
  context_remember(&context.uc_mcontext, &before);
  context.uc_sigmask = *resume_mask;
  context.uc_stack = thread->altstack;
  c->info = &info;
  c->context = &context;
  dispatch(thread, action, c);
  c->info = nullptr, c->context = nullptr; // both end with this function, and the call record does not
  *resume_mask = context.uc_sigmask & ~kUnblockable;
  if (!context_edited(&context.uc_mcontext, &before)) return;
  if (frame != nullptr) {
    context_to_frame(&context.uc_mcontext, frame);
    thread->fault.returned = false;
    return;
  }
  if (context_moved(&context.uc_mcontext, &before)) { // leaves for good
    mask_set(thread, *resume_mask);
    thread->gate.guards.store(0);
  }
  nt::context_resume(&context.uc_mcontext);
}

} // namespace

void run_handler(Thread *thread, const Record &record, const Action &action, Frame *frame) {
  const SigSet current = thread->blocked.load();
  SigSet resume_mask = thread->mask_is_temporary ? thread->former_mask : current;
  thread->mask_is_temporary = false;
  const SigSet own = (action.flags & kSaNoDefer) != 0 ? 0 : bit(record.signo);
  Call c{thread, action.handler, record.signo, nullptr, nullptr};

  const std::uint32_t saved_error = nt::teb_field<std::uint32_t>(thread->teb, nt::kTebLastError);
  const nt::KeepCrtErrors errors(&thread->error_words);
  ++thread->handlers_run;
  if ((action.flags & kSaRestart) == 0) thread->restart = false;
  mask_set(thread, current | action.mask | own);

  {
    const FloatControl environment;
    if ((action.flags & kSaSigInfo) != 0) dispatch_with_info(thread, record, action, frame, &c, &resume_mask);
    else dispatch(thread, action, &c);
  }

  mask_set(thread, resume_mask);
  nt::teb_field<std::uint32_t>(thread->teb, nt::kTebLastError) = saved_error;
}

} // namespace psig
