// ExitProcess, TerminateProcess on oneself and RtlExitUserProcess, wherever a module imports them from.
#pragma once

namespace psig::nt {

// Calls `exiting` on the thread that is about to end the process. [loader]
void exit_calls_install(void (*exiting)());

} // namespace psig::nt
