// What the engine asks of components above it; the runtime installs the table before the first signal can be generated.
#pragma once

#include <cstddef>

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

struct Thread;

// Whether a read() of a console would wait.
enum class TtyReady : unsigned char {
  kNo, // its handle is signalled when there may be more
  kYes,
  kBackground, // it would stop the process, and keys are not ours to take
};

struct Upcalls {
  // End the process by the default action of a signal. Returns if the program's control handlers are asked first. [any]
  void (*terminate)(const Record &record, bool core);
  // Stop every thread of the process but the library's own, and return when SIGCONT has come. [target]
  void (*stop)(int signo);
  // SIGCONT was generated: resume a stopped process. [any]
  void (*resume)();
  // Send to another process, or to several; `queued` for sigqueue(). [any]
  Errno (*send)(long long pid, const Record &record, bool queued);
  // The process has become another one's shadow (Engine::replaced), which is to have the signal. [any]
  Errno (*pass_on)(const Record &record, bool queued);
  // Bring signals from the mailbox into the engine's queues. [any]
  void (*receive)();
  // A thread has set an alternate stack. [target]
  void (*altstack_set)();
  // The process queue has room again after the mailbox had to wait. [any]
  void (*queue_has_room)();
  // Of a console's input. Takes the keys that make up a line; signals that they mean are sent. Guarded. [thread]
  TtyReady (*tty_ready)(void *handle);
  // A handler has been set for SIGWINCH. [any]
  void (*window_handler)();
  // Have the dispatcher thread look, at this nt::now_ns() time at the latest, at signals that may be stuck. [any]
  void (*watch)(std::uint64_t due_ns);
  // A thread may use CPU time again, and Engine::dozing has been seen. [any]
  void (*awake)();
  // A fault's signal has, or has no longer, a handler. Not under the engine lock; by several threads at once. [any]
  void (*fault_action)();
  // A handler has been set for a signal that asks to end (SIGTERM, SIGHUP), or it is waited for. [any]
  void (*end_wanted)();
  // read() of a console's input; ENOTTY: it is none. Guarded. [thread]
  Errno (*tty_read)(Thread *thread, void *handle, void *buffer, std::size_t size, std::size_t *got);
  // A signal of g_engine.followed has been accepted, or its handler has ended; 0: a handler was left by a jump. [any]
  void (*handled)(int signo);
};

extern Upcalls g_upcalls;

} // namespace psig
