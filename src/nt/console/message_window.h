// A top-level window that is never shown, to receive what the system broadcasts.
#pragma once

namespace psig::nt {

// Whether this program is one that has windows rather than a console. On Windows every program without a console
// counts, which the caller looks at; under Wine those of the windows subsystem: any program may be without one there.
[[nodiscard]] bool windowed_program();

struct WindowCalls {
  void (*close_asked)();  // WM_CLOSE
  void (*session_ends)(); // WM_ENDSESSION; the system ends the process as soon as this returns
};
// Serves its messages on the calling thread; returns only if there can be no window. user32 is loaded for it. [thread]
void message_window(const WindowCalls &calls);

} // namespace psig::nt
