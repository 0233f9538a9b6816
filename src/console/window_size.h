// SIGWINCH: the console's window has another size than before.
#pragma once

namespace psig {

// A handler for SIGWINCH has been set: from now on the window is watched. Once; until then nothing is. [any]
void window_watch();
// Something about the window has changed, maybe its size. Inhibited. [thread]
void window_look();

} // namespace psig
