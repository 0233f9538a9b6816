// How much a pipe takes from a writer.
#pragma once

namespace psig::nt {

// The bytes that a byte pipe holds for its reader, from the end of this handle: a write of no more either goes whole or
// waits whole. 0: a pipe of messages, or one that holds nothing, or no pipe. [any]
[[nodiscard]] unsigned pipe_room(void *handle);

} // namespace psig::nt
