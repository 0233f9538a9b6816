// A misuse that must not go on: one clear line, then the end as by SIGABRT. [any]
#include "base/exit_status.h"
#include "nt/process/process.h"

extern "C" void psig_fatal(const char *message) {
  psig::nt::stderr_write(message);
  psig::nt::process_terminate(psig::exit_status_of_signal(6, false));
}
