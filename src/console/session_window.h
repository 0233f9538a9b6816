// Programs without a console, which no control event reaches: the log-on session's end and requests to close come to a
// window that nobody sees.
#pragma once

namespace psig {

// A handler for SIGTERM or SIGHUP has been set, or one of them is waited for. [any]
void session_watch();

} // namespace psig
