// A thread as a target of signals: the portable part of router.h and what delivery needs to reach it.
//
// Written by its own thread unless a comment says otherwise. A Thread is never freed while pinned, so that a sender may
// wake a thread that is just ending. Slots are reused.
#pragma once

#include <cstddef>

#include <posix/signal.h>

#include "base/errno_result.h"
#include "nt/crt/crt_errors.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/teb.h"
#include "signal/altstack.h"
#include "signal/router.h"
#include "signal/thread_notices.h"

namespace psig {

// How a thread of ours sleeps: published before it rechecks what is pending, so that no wake-up is lost.
enum Waiting : std::uint32_t { kNotWaiting = 0, kWaiting = 1, kWaitingForChild = 2, kWaitingForHandles = 3 };

inline constexpr std::uint64_t kNoRetry = ~std::uint64_t{0};

// Whether it is in synchronous I/O that a sender may cancel (src/signal/io_cancel.h).
enum CancellableIo : std::uint32_t { kIoNone = 0, kIoPublished = 1, kIoCancelling = 2 };

// A jump, as siglongjmp() is told it.
struct JumpTarget {
  void *buffer = nullptr;
  int value = 0;
  void (*go)(void *buffer, int value) = nullptr; // the jump itself
  std::uintptr_t sp = 0, stack = 0;              // where it lands: the stack pointer, and which stack
};

// A call of a C run-time's that the library itself makes: what the caller has to know.
struct DescriptorIo {
  const void *buffer = nullptr; // the caller's
  unsigned moved = 0;           // bytes that the system has taken
  bool translated = false;      // they are others than the caller's: text mode
};

// What ends a call of a C run-time's early, once that has returned (src/signal/crt_call.h).
struct CrtEnd {
  Errno error = 0; // EINTR EBADF EPIPE; ECANCELED: and the thread is cancelled
  JumpTarget jump;
  DescriptorIo *io = nullptr; // of the caller
};

// A fault of this thread on its way from the exception filter to the handler, and what shows that it comes again
// without progress (src/fault/progress.cpp).
struct Fault {
  Record record;
  std::uint32_t status = 0; // NTSTATUS
  std::uint32_t flags = 0;  // interrupted EFlags
  std::uint32_t parameter_count = 0;
  std::uintptr_t address = 0, parameters[3] = {}; // of the exception's record
  std::uintptr_t ip = 0, sp = 0, ax = 0;

  std::uint64_t print = 0;   // of the registers and the address
  std::uint32_t repeats = 0; // of the same print, each after a handler that returned
  bool returned = false;     // the last handler did, and edited nothing
  std::uint8_t stepping = 0;
};

struct CrtCall; // signal/crt_call.h

struct Thread : ThreadSignals {
  // The assembler of arch/<cpu>/ knows these three by offset from `gate`.
  struct Gate {
    std::atomic<std::uint32_t> guards{0}; // above 0: drains before it goes on; set to 1 by a hijacker while suspended
    std::atomic<std::uint32_t> alert{0};  // a sender has something for it; cleared when a drain begins
  } gate;

  std::atomic<std::uint32_t> wake_sequence{0};   // counts wake-ups; waits sleep on it
  std::atomic<std::uint32_t> pins{0};            // senders that are looking at it
  std::atomic<std::uint32_t> apc_out{0};         // one user APC at most is on its way
  std::atomic<bool> apc_deferred{false};         // its wait was one of those that a handler must not disturb
  std::atomic<bool> spends_apcs{false};          // took its last signal in an alertable wait of its own
  std::atomic<bool> on_return{false};            // seen twice in one call, which will end in a drain
  std::atomic<std::uint64_t> retry_at{kNoRetry}; // when the dispatcher is to reach for it again (now_ns() time)
  std::atomic<std::uint32_t> retry_count{0};     // in vain so far: the interval doubles
  std::atomic<void *> event{nullptr};            // posix_signal_event_np()
  std::atomic<void *> wait_event{nullptr};       // what wakes it while it waits for handles (handle_wait.h)
  std::atomic<void *> io_event{nullptr};         // what ends an operation that it waits for (handle_wait.h)

  nt::Handle handle = nullptr;
  unsigned long tid = 0;
  std::uintptr_t teb = 0;
  std::atomic<pthread_t> pthread{0};
  std::atomic<bool> used{false};

  void *scratch = nullptr; // scratch.h
  std::size_t scratch_size = 0;

  // A call waits with a mask of its own (TemporaryMask): the first handler's return goes back to the former one.
  bool mask_is_temporary = false;
  SigSet former_mask = 0;
  nt::CrtErrorWords error_words;
  bool held = false; // of the library's threads one that a stop stands still
  bool fallback =
      false; // the fallback thread: of what is directed at the process it takes what `serves` has, if its delay
  SigSet serves = kAllSignals; // is over (fallback_thread.cpp)
  std::uint64_t handlers_run = 0;
  bool restart = true; // every handler since this was set had SA_RESTART

  // Hijack and return address; written by the hijacker while this thread is suspended.
  std::uintptr_t resume_ip = 0;
  std::uintptr_t swapped = 0;     // the slot of its last swap (return_swap.cpp); 0: none that it knows of
  std::uintptr_t first_stack = 0; // the one it was attached on, or first found on
  bool switches_stacks = false;   // fibers, coroutines: a call may not return before long, and the thread goes on

  struct {
    std::uint32_t index = 0, generation = 0;
  } sleeper; // its timer while it sleeps by one (src/timer/service.h), and after a jump out of there

  Fault fault;
  stack_t altstack{nullptr, SS_DISABLE, 0};
  nt::StackLimits home{}; // while it is on its alternate stack: of the one it came from
  bool creating = false;  // inside pthread_create

  std::atomic<std::uint32_t> io{kIoNone};
  std::atomic<void *> io_handle{nullptr}; // of a transfer of the C run-time's (interrupt/closing.h)
  std::atomic<bool> io_cancelled{false};  // by a sender, not by the program itself
  std::atomic<const posix_signals_cancel_calls *> cancel{nullptr}; // by pthread_cancel(); stays (cancel.h)

  CrtCall *crt_call = nullptr;     // the innermost in whose I/O handlers run
  CrtEnd *crt_caller = nullptr;    // a caller of the run-time's that is the library itself, and sees to the end
  bool crt_guarded = false;        // by the call itself, not by the library's read()
  void *crt_peeks_at = nullptr;    // the handle of which the run-time has just got a carriage return last
  CrtEnd crt_end;                  // to be carried out when the run-time's call returns
  std::uintptr_t crt_end_slot = 0; // by way of this return address
};

// The calling thread's state; null before it is attached. [any]
Thread *self();
// Attaches the calling thread if need be. Null only when the table is full. [any]
Thread *self_attached();

} // namespace psig
