// Default actions that end the process (XSH 2.4.3; exit status of design section 8). By TerminateProcess on oneself: no
// atexit, no DLL detach, no flushing, as a signal's death has none on Unix; and no thread can be caught half way.
#include "nt/process.h"
#include "process/exit_status.h"
#include "runtime/runtime.h"
#include "signal/engine.h"

namespace psig {
namespace {

void terminate(const Record &record, bool core) { nt::process_terminate(exit_status_of_signal(record.signo, core)); }

} // namespace

void default_actions_install() {
  g_upcalls.terminate = terminate;
  g_upcalls.stop = stop_process;
  g_upcalls.resume = resume_process;
}

} // namespace psig
