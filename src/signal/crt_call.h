// A call of a C run-time's in whose I/O handlers run: how it ends early (docs/adr/0021).
//
// The run-time holds locks of its own there, so no handler jumps over it. What ends such a call is kept. The I/O fails,
// and the run-time gives back what it holds and returns. Where its call comes back to the program the end is carried
// out: errno is set, the jump goes on, or the thread is cancelled.
//
//   fgets -> run-time -> its ReadFile (interrupt/crt_io.cpp) -> handler -> siglongjmp -> jump_begin()
//                          ^ fails  <------------------------------------------ land() |
//   trampoline, or descriptor_call()  <- run-time: crt_call_returned() -> siglongjmp, for good
#pragma once

#include "signal/thread.h"

namespace psig {

// One for each call under way, the innermost first: a handler may make another one. Lives on the thread's stack.
struct CrtCall {
  CrtCall *outer = nullptr;
  std::uintptr_t stack = 0;
  CrtEnd *caller = nullptr;              // of Thread::crt_caller
  bool restart = true;                   // of Thread::restart
  void (*land)(CrtCall *call) = nullptr; // goes back to where it began, as a jump does; does not return
  CrtEnd end;
};

// Guarded. [target]
void crt_call_enter(Thread *thread, CrtCall *call);
void crt_call_leave(Thread *thread, CrtCall *call); // its end, if there is one, is kept for the run-time's return
// The run-time's call has returned through the trampoline: carries out what was kept. May not return. Guarded.
void crt_call_returned(Thread *thread, std::uintptr_t slot);
// Where an unwinder comes, nothing is kept. [dispatch]
void crt_call_forget(Thread *thread);

// Calls `io`, which calls the C run-time; then what ended it early. May not return. EngineTable::descriptor_call
[[nodiscard]] Errno descriptor_call(void (*io)(void *argument), void *argument, DescriptorIo *told);

} // namespace psig
