// Reports when a pipe can be read. The system does not do so for the pipes of C run-times, whose handles are
// synchronous. So a library thread blocks in a read of no bytes, and sets an event for the thread that waits.
//
// Meanwhile the system keeps every other operation on that end waiting. So a thread that stops waiting ends the read,
// and several threads that wait for one end share one. Handlers run after that, never before.
#pragma once

#include "nt/ipc/pipe_state.h"

namespace psig {

struct PipeWatcher;

// Whether somebody waits for this pipe just now, so that it is open. [thread]
[[nodiscard]] bool pipe_watched(void *handle);

enum class PipeLook {
  kSeen,
  kWatched, // somebody waits for it just now: it is open, and had nothing to read when its watcher last ran
  kNone,    // it cannot be looked at: it has been closed
};
// `surely`: what was there before the call is not missed. Others that wait for the pipe are woken for that, and look
// themselves. [thread], guarded
[[nodiscard]] PipeLook pipe_look(void *handle, bool surely, nt::PipeState *out);

// As long as it lives. [thread], guarded
class PipeWatch {
public:
  PipeWatch() = default;
  ~PipeWatch() { stop(); }
  PipeWatch(const PipeWatch &) = delete;
  PipeWatch &operator=(const PipeWatch &) = delete;
  // The event, which stays set; null: it cannot be done (no more threads, or a pipe that does not wait).
  [[nodiscard]] void *start(void *handle);
  void stop();

  // Ends somebody else's.
  static void unwatch(void *handle);

private:
  bool share(void *handle);
  PipeWatcher *watcher_ = nullptr;
};

} // namespace psig
