// Default actions that end the process (XSH 2.4.3; exit status of docs/design.md, 8). They use TerminateProcess on
// oneself: no atexit, no DLL detach and no flushing, as when a signal ends a process on Unix, and no thread can be
// caught half way.
#include "base/exit_status.h"
#include "base/signal_numbers.h"
#include "console/control.h"
#include "console/service.h"
#include "fault/core.h"
#include "kill/orphan.h"
#include "mailbox/mailbox.h"
#include "nt/process/process.h"
#include "nt/system/file.h"
#include "process/core_limit.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "signal/trace.h"

namespace psig {
namespace {

// A signal that stands for a control event is first the program's own control handlers' (docs/adr/0017).
bool handlers_first(const Record &record) {
  if (!dispatcher_there() || !console_handlers_first(record)) return false;
  dispatcher_wake();
  return true;
}

// A service that SIGKILL or a crash ends has failed: its manager is to see that it has, and is told nothing.
void terminate(const Record &record, bool core) {
  if (handlers_first(record)) return trace_default(record.signo, TraceDefault::kAsked);
  const bool dumped = core && core_report({record, exit_status_of_signal(record.signo, false), nullptr});
  const std::uint32_t status = exit_status_of_signal(record.signo, dumped);
  mailbox_note_end(record, status, dumped);
  trace_default(record.signo, dumped ? TraceDefault::kEndsWithCore : TraceDefault::kEnds, status);
  if (!core && record.signo != kSigKill) service_ends(status);
  nt::process_terminate(status);
}

// Before the program's own code runs, unless that runs before constructors do.
void begin_core_limit() {
  CoreLimit limit;
  (void)mailbox_start_core(&limit.soft, &limit.hard);
  wchar_t text[32];
  std::uint64_t wanted;
  if (nt::own_variable(L"POSIX_SIGNALS_CORE", text, 32) && core_size_from_text(text, &wanted))
    limit.soft = wanted < limit.hard ? wanted : limit.hard;
  core_limit_begin(limit);
}

void stop(int signo) {
  if (stop_is_void(signo)) return;
  trace_default(signo, TraceDefault::kStops);
  stop_process(signo);
}

} // namespace

// XSH 2.4.3: the terminal's stop signals stop no process of an orphaned group, which nobody could continue. A service's
// manager can.
bool stop_is_void(int signo) { return signo != kSigStop && !is_service() && own_group_orphaned(); }

void default_actions_install() {
  g_upcalls.terminate = terminate;
  g_upcalls.stop = stop;
  g_upcalls.resume = resume_process;
}

void cores_start() {
  begin_core_limit();
  core_start({dispatcher_there, dispatcher_wake, on_dispatcher, core_limit_soft, mailbox_note_end});
}

} // namespace psig
