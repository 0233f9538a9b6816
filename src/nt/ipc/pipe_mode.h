// Whether operations on a pipe wait: O_NONBLOCK, which belongs to the pipe's end, and so to everybody who has a copy of
// it.
#pragma once

namespace psig::nt {

[[nodiscard]] bool pipe_waits(void *handle);             // true for what is no pipe, too. [any]
[[nodiscard]] bool pipe_wait_set(void *handle, bool on); // false: it is none, or may not be changed. [any]

} // namespace psig::nt
