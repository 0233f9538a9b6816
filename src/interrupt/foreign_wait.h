// Waits in code that was compiled without our headers: winpthreads, the C run-time, libstdc++, the program's own calls
// of the system. Handlers run during the wait, in the replacement and not inside the system's call. The wait then goes
// on with the rest of its time, and its answer is that of the bare call (docs/adr/0023).
//
//   the call  -> its replacement, by the module's import table (nt/module/wait_imports.h)
//   publish   -> look once more -> wait for the caller's handles and the thread's event (signal/handle_wait.h)
//   the event -> drain, and again
//
// On a thread that the engine does not know, that is inside the library already, or that holds the loader's lock, it is
// the bare call.
#pragma once

#include "base/errno_result.h"

namespace psig {

void foreign_waits_start(); // [loader]
// For a module that is not the program's, and back again. EngineTable::wait_module [thread]
[[nodiscard]] Errno foreign_waits_module(void *module, bool on);

} // namespace psig
