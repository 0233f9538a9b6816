// What the engine needs of a CPU: the trampolines that a thread is made to enter, and their critical ranges.
#pragma once

#include <posix/signal.h>

#include "signal/thread.h"

namespace psig {

// The interrupted registers as the trampoline saved them, and where.
struct Frame;

std::uintptr_t hijack_trampoline();
std::uintptr_t return_trampoline();

// In the way in, or in code that will drain before it leaves: nothing to be done from outside.
bool in_trampoline_head(std::uintptr_t ip);
bool in_entering(std::uintptr_t ip); // the same, in a function that it calls. [suspended]
// In the way out, past its last look: may be sent back to look again.
bool in_trampoline_tail(std::uintptr_t ip);
bool in_trampoline(std::uintptr_t ip);
void restart_tail(mcontext_t *context);
// In its last instructions: the context becomes that of the code they lead to. [suspended]
void leave_trampoline(mcontext_t *context);

// Points a suspended thread at the trampoline. [suspended]
void redirect_to_trampoline(Thread *thread, mcontext_t *context);

// Points the context of a fault at its entry, which goes on with `stack` as its stack pointer. [dispatch]
void redirect_to_fault_trampoline(Thread *thread, mcontext_t *context, std::uintptr_t stack);

// What of a context a handler may have edited: everything from the flags to the XMM registers.
struct ContextCopy {
  std::uint64_t words[90];
};
void context_remember(const mcontext_t *context, ContextCopy *copy);
bool context_edited(const mcontext_t *context, const ContextCopy *copy);
bool context_moved(const mcontext_t *context, const ContextCopy *copy); // to another instruction
void context_clear_rest(mcontext_t *context);                           // what capturing leaves alone

// Frame <-> the handler's ucontext.
void frame_to_context(const Frame *frame, mcontext_t *context);
void context_to_frame(const mcontext_t *context, Frame *frame);

// Calls function(argument) on another stack.
extern "C" void psig_call_on(void *stack_top, void (*function)(void *), void *argument);

std::uintptr_t stack_pointer_of(const mcontext_t *context);
std::uintptr_t instruction_pointer_of(const mcontext_t *context);

// Bytes the trampoline needs on the interrupted stack, its register save included.
std::uintptr_t trampoline_stack_need();

// Sizes the register save area for this machine. [loader]
void trampoline_start();

} // namespace psig
