// x86-64: what trampoline.S does not do itself. Everything called between suspend and resume is [suspended];
// psig_entered is [target].
#include "base/nt_status.h"
#include "signal/altstack_switch.h"
#include "signal/arch/trampoline.h"

#include <cpuid.h>

#include "nt/thread/context.h"
#include "nt/thread/stack_guard.h"
#include "nt/thread/teb.h"
#include "nt/thread/word_wait.h"
#include "signal/crt_call.h"
#include "signal/engine.h"
#include "signal/fault_entry.h"
#include "signal/return_swap.h"

extern "C" {
extern const char psig_trampoline[], psig_return_trampoline[], psig_fault_trampoline[], psig_trampoline_begin[],
    psig_trampoline_tail[], psig_trampoline_leave[], psig_trampoline_end[], psig_trampoline_again[];
std::uint64_t psig_xsave_mask = 0; // XCR0 without AMX; 0: no xsave, fxsave instead
std::uint32_t psig_xsave_size = 512 + 64;
}

namespace psig {

struct Frame {
  std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
  std::uint64_t flags;
  std::uint64_t final_rsp; // where the tail finds {rbp, flags, rip} to leave by
  std::uint64_t rsp;       // of the interrupted code: the end of this frame, unless it is on the alternate stack
  unsigned char gap[240];
  std::uint64_t rip; // the return address of this "call": the interrupted instruction
};
static_assert(offsetof(Frame, rax) == 112 && offsetof(Frame, flags) == 120 && offsetof(Frame, final_rsp) == 128);
static_assert(offsetof(Frame, rbp) == 80 && offsetof(Frame, rsp) == 136 && offsetof(Frame, rip) == 384 &&
              sizeof(Frame) == 392);
static_assert(offsetof(Thread::Gate, guards) == 0 && offsetof(Thread::Gate, alert) == 4);

namespace {

std::uintptr_t address(const char *symbol) { return reinterpret_cast<std::uintptr_t>(symbol); }

constexpr std::uint64_t kAmx = 3ULL << 17; // XTILECFG and XTILEDATA: documented as not saved
constexpr std::uint32_t kContextControlInteger = 0x00100003;
// Trap, nested task, alignment check: of the interrupted code, not for our own.
constexpr std::uint32_t kNotForOurCode = 0x100 | 0x4000 | 0x40000;

// The tail leaves by {rbp, flags, rip} below the stack pointer of the context it returns to.
void set_exit(Frame *frame) {
  auto *exit = reinterpret_cast<std::uint64_t *>(frame->rsp - 24);
  exit[0] = frame->rbp;
  exit[1] = frame->flags;
  exit[2] = frame->rip;
  frame->final_rsp = frame->rsp - 24;
}

unsigned char *save_area(const Frame *frame) {
  return reinterpret_cast<unsigned char *>((reinterpret_cast<std::uintptr_t>(frame) - psig_xsave_size) &
                                           ~std::uintptr_t{63});
}

} // namespace

std::uintptr_t hijack_trampoline() { return address(psig_trampoline); }
std::uintptr_t return_trampoline() { return address(psig_return_trampoline); }

bool in_trampoline(std::uintptr_t ip) {
  return ip >= address(psig_trampoline_begin) && ip < address(psig_trampoline_end);
}
bool in_trampoline_tail(std::uintptr_t ip) {
  return ip >= address(psig_trampoline_tail) && ip < address(psig_trampoline_leave);
}
bool in_trampoline_head(std::uintptr_t ip) {
  return ip >= address(psig_trampoline_begin) && ip < address(psig_trampoline_tail);
}

void leave_trampoline(mcontext_t *context) {
  const std::uintptr_t leave = address(psig_trampoline_leave);
  if (context->Rip < leave || context->Rip >= address(psig_trampoline_end)) return;
  const auto *word = reinterpret_cast<const std::uint64_t *>(context->Rsp);
  if (context->Rip == leave) context->Rbp = *word++;                                    // pop rbp: one byte
  if (context->Rip <= leave + 1) context->EFlags = static_cast<std::uint32_t>(*word++); // popfq: one byte
  context->Rip = *word++;                                                               // ret
  context->Rsp = reinterpret_cast<std::uintptr_t>(word);
}

std::uintptr_t stack_pointer_of(const mcontext_t *context) { return context->Rsp; }
std::uintptr_t instruction_pointer_of(const mcontext_t *context) { return context->Rip; }
std::uintptr_t trampoline_stack_need() { return sizeof(Frame) + psig_xsave_size + 64 + 8192; }

void redirect_to_trampoline(Thread *thread, mcontext_t *context) {
  thread->resume_ip = context->Rip;
  context->Rip = hijack_trampoline();
  context->ContextFlags = kContextControlInteger;
}

void redirect_to_fault_trampoline(Thread *thread, mcontext_t *context, std::uintptr_t stack) {
  Fault &fault = thread->fault;
  fault.ip = context->Rip, fault.sp = context->Rsp, fault.ax = context->Rax, fault.flags = context->EFlags;
  context->Rip = address(psig_fault_trampoline);
  context->Rax = stack;
  context->EFlags &= ~kNotForOurCode;
}

void restart_tail(mcontext_t *context) {
  const auto *frame = reinterpret_cast<const Frame *>(context->Rbp);
  context->Rip = address(psig_trampoline_again);
  context->Rbx = reinterpret_cast<std::uintptr_t>(save_area(frame));
  context->Rsp = context->Rbx - 32;
  context->EFlags &= ~kNotForOurCode;
  context->ContextFlags = kContextControlInteger;
}

void frame_to_context(const Frame *frame, mcontext_t *context) {
  *context = mcontext_t{};
  context->ContextFlags = 0x0010000B; // control, integer, floating point
  context->Rax = frame->rax, context->Rcx = frame->rcx, context->Rdx = frame->rdx, context->Rbx = frame->rbx;
  context->Rsp = frame->rsp, context->Rbp = frame->rbp, context->Rsi = frame->rsi, context->Rdi = frame->rdi;
  context->R8 = frame->r8, context->R9 = frame->r9, context->R10 = frame->r10, context->R11 = frame->r11;
  context->R12 = frame->r12, context->R13 = frame->r13, context->R14 = frame->r14, context->R15 = frame->r15;
  context->Rip = frame->rip;
  context->EFlags = static_cast<std::uint32_t>(frame->flags);
  __asm__("mov %%cs, %0" : "=r"(context->SegCs));
  __asm__("mov %%ss, %0" : "=r"(context->SegSs));
  __builtin_memcpy(context->FltSave, save_area(frame), sizeof(context->FltSave));
  __builtin_memcpy(&context->MxCsr, context->FltSave + 24, sizeof(context->MxCsr));
}

void context_to_frame(const mcontext_t *context, Frame *frame) {
  frame->rax = context->Rax, frame->rcx = context->Rcx, frame->rdx = context->Rdx, frame->rbx = context->Rbx;
  frame->rbp = context->Rbp, frame->rsi = context->Rsi, frame->rdi = context->Rdi;
  frame->r8 = context->R8, frame->r9 = context->R9, frame->r10 = context->R10, frame->r11 = context->R11;
  frame->r12 = context->R12, frame->r13 = context->R13, frame->r14 = context->R14, frame->r15 = context->R15;
  __builtin_memcpy(save_area(frame), context->FltSave, 416); // up to XMM15; the rest is the processor's
  // Registers that were in their initial state are marked so in the header, and would be restored to that (SDM 13.8).
  constexpr std::uint64_t kX87AndSse = 3;
  if (psig_xsave_mask != 0) reinterpret_cast<std::uint64_t *>(save_area(frame) + 512)[0] |= kX87AndSse;
  frame->rsp = context->Rsp, frame->rip = context->Rip, frame->flags = context->EFlags;
  set_exit(frame);
}

static_assert(offsetof(mcontext_t, ContextFlags) == 0x30 && offsetof(mcontext_t, VectorRegister) == 0x300);
static_assert(sizeof(ContextCopy) == 0x300 - 0x30);

void context_remember(const mcontext_t *context, ContextCopy *copy) {
  __builtin_memcpy(copy, &context->ContextFlags, sizeof(*copy));
}

bool context_edited(const mcontext_t *context, const ContextCopy *copy) {
  const auto *now = reinterpret_cast<const std::uint64_t *>(&context->ContextFlags);
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < sizeof(copy->words) / sizeof(copy->words[0]); ++i) difference |= now[i] ^ copy->words[i];
  return difference != 0;
}

bool context_moved(const mcontext_t *context, const ContextCopy *copy) {
  return context->Rip != copy->words[(offsetof(mcontext_t, Rip) - offsetof(mcontext_t, ContextFlags)) / 8];
}

void context_clear_rest(mcontext_t *context) {
  __builtin_memset(context, 0, offsetof(mcontext_t, ContextFlags));
  __builtin_memset(&context->VectorRegister, 0, sizeof(*context) - offsetof(mcontext_t, VectorRegister));
}

void trampoline_start() {
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx & bit_OSXSAVE) == 0) return;
  std::uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  const std::uint64_t mask = ((std::uint64_t{high} << 32) | low) & ~kAmx;
  std::uint32_t size = 512 + 64; // the area of what is kept, not of all there is: AMX would add 8 KiB (leaf 0Dh)
  for (unsigned component = 2; component < 63; ++component) {
    if (((mask >> component) & 1) == 0) continue;
    __cpuid_count(0xD, component, eax, ebx, ecx, edx);
    if (ebx + eax > size) size = ebx + eax;
  }
  psig_xsave_size = size;
  psig_xsave_mask = mask;
}

namespace {

constexpr int kHijacked = 1, kReturned = 2, kFaulted = 3; // psig_entered()'s `entry`

void lead_to(Frame *frame, std::uint64_t ip) {
  frame->rsp = reinterpret_cast<std::uint64_t>(frame + 1);
  frame->rip = ip;
  set_exit(frame);
}

std::uintptr_t spend(Thread *thread, const Frame *frame) {
  return swap_spend(thread, reinterpret_cast<std::uintptr_t>(&frame->rip));
}

void complete(Thread *thread, Frame *frame, int entry) {
  if (entry == kFaulted) {
    const Fault &fault = thread->fault;
    frame->rax = fault.ax, frame->rsp = fault.sp, frame->rip = fault.ip, frame->flags = fault.flags;
    frame->final_rsp = 0; // later: a stack that has overflowed may not be written to
    return;
  }
  lead_to(frame, entry == kHijacked ? thread->resume_ip : spend(thread, frame));
}

void deliver(Thread *thread, Frame *frame, int entry) {
  if (entry == kFaulted) fault_deliver(thread, frame);
  drain(thread, frame);
}

bool overflowed(const Thread *thread, int entry) {
  return entry == kFaulted && thread->fault.status == status::kStackOverflow;
}

// A fault with SA_ONSTACK enters on the alternate stack, which the TEB does not know yet; unless that lies in the
// thread's own one.
void deliver_on_stack(Thread *thread, Frame *frame, int entry) {
  nt::StackLimits here = nt::stack_limits(thread->teb);
  const auto sp = reinterpret_cast<std::uintptr_t>(frame);
  const bool known = sp >= here.allocation && sp < here.base;
  if (overflowed(thread, entry)) nt::stack_guard_restore(&here);
  if (known || !on_altstack(thread->altstack, sp)) return deliver(thread, frame, entry);
  const OnAltstack limits(thread, here);
  deliver(thread, frame, entry);
}

// The handler of an overflow has returned: its instruction runs again, and overflows again if nothing has changed.
// Without the tail, which would need some bytes of the very stack that is full.
[[noreturn]] void overflow_again(Thread *thread, Frame *frame) {
  mcontext_t context;
  frame_to_context(frame, &context);
  for (;;) {
    thread->gate.guards.store(0);
    if (thread->gate.alert.load() == 0) break;
    thread->gate.guards.store(1);
    drain(thread, nullptr); // on this stack still
  }
  nt::context_resume(&context);
}

// The call that was let end has ended, and the loader's lock is held still: further out than its frames told
// (adr/0016). No handler now; the thread is tried again.
bool too_early(const Thread *thread, int entry) { return entry != kFaulted && nt::holds_loader_lock(thread->tid); }

void put_off(Thread *thread) {
  thread->gate.alert.store(0); // or the tail would come back
  thread->on_return.store(false);
  schedule_retry(thread, nt::now_ns() + retry_interval(0));
}

} // namespace

// The calls in the middle of the trampoline: the end of its head, in a place of its own, and what follows.
extern "C" __attribute__((section(".text$psig_entering_a"), noinline, used)) Thread *psig_entering() {
  Thread *thread = self_attached(); // a fiber may return on a thread that nobody knows yet
  if (thread != nullptr) thread->gate.guards.store(1);
  return thread;
}
extern "C" __attribute__((section(".text$psig_entering_z"), noinline, used)) void psig_entering_end() {
  __asm__ volatile("nop");
}

bool in_entering(std::uintptr_t ip) {
  return ip >= reinterpret_cast<std::uintptr_t>(&psig_entering) &&
         ip < reinterpret_cast<std::uintptr_t>(&psig_entering_end);
}

// `entry` is 0 when the tail came back.
extern "C" Thread::Gate *psig_entered(Frame *frame, Thread *thread, int entry) {
  static constinit Thread::Gate nobody;
  if (thread == nullptr) {
    lead_to(frame, spend(nullptr, frame));
    return &nobody;
  }
  if (entry != 0) complete(thread, frame, entry);
  if (entry == kReturned) crt_call_returned(thread, reinterpret_cast<std::uintptr_t>(&frame->rip));
  if (too_early(thread, entry)) put_off(thread);
  else deliver_on_stack(thread, frame, entry);
  if (entry == kFaulted && frame->final_rsp == 0) {
    if (overflowed(thread, entry)) overflow_again(thread, frame);
    fault_returns(thread, &frame->flags);
    set_exit(frame);
  }
  return &thread->gate;
}

} // namespace psig
