// Default actions that end the process (XSH 2.4.3; exit status of design section 8). By TerminateProcess on oneself: no
// atexit, no DLL detach, no flushing, as a signal's death has none on Unix; and no thread can be caught half way.
#include "nt/process.h"
#include "process/exit_status.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "transport/orphan.h"

namespace psig {
namespace {

constexpr int kSigStop = 19;

void terminate(const Record &record, bool core) { nt::process_terminate(exit_status_of_signal(record.signo, core)); }

// XSH 2.4.3: the terminal's stop signals stop no process of an orphaned group, which nobody could continue.
void stop(int signo) {
  if (signo != kSigStop && transport_orphaned()) return;
  stop_process(signo);
}

} // namespace

void default_actions_install() {
  g_upcalls.terminate = terminate;
  g_upcalls.stop = stop;
  g_upcalls.resume = resume_process;
}

} // namespace psig
