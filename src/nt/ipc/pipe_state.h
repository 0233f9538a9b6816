// What a pipe is ready for, from one of its ends; and waiting until there is something to read.
#pragma once

namespace psig::nt {

struct PipeState {
  bool reads, writes; // what this end is for
  bool closed;        // the other end is no more, or has never been
  unsigned available; // bytes to read
  bool room;          // a write of some size goes without waiting
};

// False: no pipe. Waits for another thread's operation on the same end, since the system does one at a time on a handle
// that is synchronous. [thread]
[[nodiscard]] bool pipe_state(void *handle, PipeState *out);

// The bytes that a byte pipe holds for its reader, from the end of this handle: a write of no more either goes whole or
// waits whole. 0: a pipe of messages, or one that holds nothing, or no pipe. [any]
[[nodiscard]] unsigned pipe_room(void *handle);

// Until there is something to read or the other end is closed, or CancelSynchronousIo(): takes nothing. [thread]
void pipe_await(void *handle);

} // namespace psig::nt
