// For programs without a console, which no control event reaches: the end of the log-on session, and requests to close,
// come to a hidden window.
#pragma once

namespace psig {

// A handler for SIGTERM or SIGHUP has been set, or one of them is waited for. [any]
void session_watch();

} // namespace psig
