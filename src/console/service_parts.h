// What service_begin.cpp and service.cpp share.
#pragma once

namespace psig {

[[nodiscard]] bool service_was_begun();
void service_says_starting();              // on a thread of the system's
[[nodiscard]] bool service_says_running(); // false: there is no thread to say it
// On a thread of the system's, one after the other; the Win32 error for the manager.
[[nodiscard]] unsigned service_on_control(unsigned control);

} // namespace psig
