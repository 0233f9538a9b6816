// How such calls end, and the jump's first half. [target]
#include "signal/crt_call.h"

#include "nt/thread/suspended_thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/place.h"
#include "signal/return_swap.h"

namespace psig {
namespace {

std::uintptr_t here() { return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)); }
std::uintptr_t stack_of(const Thread *thread) { return nt::stack_limits(thread->teb).allocation; }

// One that has been left by a jump that did not ask (the C run-time's own longjmp): its frame is no more.
bool is_left(const Thread *thread, const CrtCall *call) {
  return call->stack == stack_of(thread) && reinterpret_cast<std::uintptr_t>(call) < here();
}

// Whether the call is further in than where the jump lands. On another stack only a handler's jump within the alternate
// one stays inside.
bool crosses(const Thread *thread, const CrtCall *call, const JumpTarget &target) {
  if (call->stack == target.stack) return reinterpret_cast<std::uintptr_t>(call) < target.sp;
  return !on_altstack(thread->altstack, target.sp);
}

void set_errno(Thread *thread, Errno error) {
  const int count = thread->error_words.known();
  for (int n = 0; n < count; n += 2) thread->error_words.at(n) = static_cast<std::uint32_t>(error); // errno, _doserrno
}

// Everything that a guard keeps is gone by then.
void carry_out_jump(Thread *thread, const JumpTarget &jump) {
  thread->gate.guards.store(0);
  jump.go(jump.buffer, jump.value);
}

// Nothing is delivered before the run-time is out.
bool keep(Thread *thread, const CrtEnd &end) {
  swap_make_room();
  const nt::SuspendLock lock;
  if (!lock.held()) return false;
  const Place place = place_here(thread);
  if (place.slot == 0 || !swap_set(thread, place.slot, here())) return false;
  thread->crt_end = end;
  thread->crt_end_slot = place.slot;
  return true;
}

} // namespace

void crt_call_enter(Thread *thread, CrtCall *call) {
  while (thread->crt_call != nullptr && is_left(thread, thread->crt_call)) thread->crt_call = thread->crt_call->outer;
  call->outer = thread->crt_call;
  call->stack = stack_of(thread);
  call->caller = thread->crt_caller;
  call->restart = thread->restart;
  thread->crt_caller = nullptr;
  thread->crt_call = call;
}

void crt_call_leave(Thread *thread, CrtCall *call) {
  thread->crt_call = call->outer;
  thread->crt_caller = call->caller;
  thread->restart = call->restart;
  if (call->end.error == 0 && call->end.jump.go == nullptr) return;
  if (call->caller != nullptr) {
    call->end.io = call->caller->io;
    *call->caller = call->end;
    return;
  }
  if (keep(thread, call->end)) return;
  if (call->end.jump.go != nullptr) carry_out_jump(thread, call->end.jump); // the run-time's locks stay taken
}

void crt_call_returned(Thread *thread, std::uintptr_t slot) {
  if (thread->crt_end_slot != slot) return;
  const CrtEnd end = thread->crt_end;
  thread->crt_end_slot = 0;
  thread->on_return.store(false);
  if (end.error != 0) set_errno(thread, end.error == ECANCELED ? EINTR : end.error);
  if (end.error == ECANCELED) {
    thread->gate.guards.store(0);
    entry::cancel_point();
    thread->gate.guards.store(1);
  }
  if (end.jump.go != nullptr) carry_out_jump(thread, end.jump);
}

void crt_call_forget(Thread *thread) { thread->crt_end_slot = 0; }

Errno descriptor_call(void (*io)(void *argument), void *argument, DescriptorIo *told) {
  const DeliveryGuard delivery; // or a handler's jump would leave half of this
  Thread *thread = delivery.thread();
  const bool nested = thread != nullptr && thread->gate.guards.load(std::memory_order_relaxed) != 1;
  CrtEnd end;
  end.io = told;
  if (thread == nullptr || nested) {
    io(argument);
    return 0;
  }
  thread->crt_caller = &end;
  io(argument);
  thread->crt_caller = nullptr;
  if (end.jump.go != nullptr) carry_out_jump(thread, end.jump);
  return end.error;
}

namespace entry {

void jump_begin(const JumpTarget *target) {
  Thread *thread = self();
  if (thread == nullptr || thread->crt_call == nullptr) return;
  while (thread->crt_call != nullptr && is_left(thread, thread->crt_call)) thread->crt_call = thread->crt_call->outer;
  CrtCall *call = thread->crt_call;
  if (call == nullptr || !crosses(thread, call, *target)) return;
  thread->gate.guards.store(1); // nothing is delivered on the way
  call->end = {0, *target};
  call->land(call);
}

} // namespace entry
} // namespace psig
