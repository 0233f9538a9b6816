// ExitProcess, TerminateProcess on oneself and RtlExitUserProcess, wherever a module imports them from.
#pragma once

#include <cstdint>

namespace psig::nt {

// Calls `exiting` on the thread that is about to end the process, once or more; `orderly`: by ExitProcess, not by
// TerminateProcess. [loader]
void exit_calls_install(void (*exiting)(bool orderly, std::uint32_t status));

} // namespace psig::nt
