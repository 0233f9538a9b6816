// The way out: from the moment a thread begins to end the process, no thread is suspended any more. A raw ExitProcess
// hangs if another thread suspends and resumes the caller meanwhile (measured: 4 times in 100). DLL_PROCESS_DETACH
// comes too late, so the functions that end a process are replaced in the import tables of every module.
#include "console/service.h"
#include "nt/module/modules.h"
#include "nt/process/exit_calls.h"
#include "nt/thread/suspended_thread.h"
#include "runtime/aborted_thread.h"
#include "runtime/runtime.h"
#include "signal/trace.h"

namespace psig {

void exit_path_install() {
  nt::exit_calls_install([](bool orderly, std::uint32_t status) {
    if (orderly) aborted_threads_at_exit();
    nt::SuspendLock::end_suspensions();
    if (orderly) service_ends(status);
    trace_flush();
  });
}

} // namespace psig
