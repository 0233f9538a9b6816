// SIGWINCH: the console's window has another size than before.
#pragma once

namespace psig {

// A handler for SIGWINCH has been set: from now on the window is watched. Once; until then nothing is. [any]
void window_watch();
// Something about the window has changed, maybe its size. Guarded. [thread]
void window_check();

} // namespace psig
