// A descriptor that is closed while another thread waits in a transfer on it. The C run-time would wait for that with
// the descriptor's lock, and the system with the file object's, both for ever.
#pragma once

namespace psig {

// For the time of the close: ends every transfer of ours on the handle, with EBADF, and lets none begin.
// EngineTable::closing; `on` false afterwards. [any]
void closing(void *handle, bool on);
// Whether it is being closed. [any]
[[nodiscard]] bool is_closing(void *handle);

} // namespace psig
