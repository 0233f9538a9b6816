// The last words of a process that a fault ends: signal, code, address, registers and a backtrace of module+offset.
#pragma once

#include <posix/signal.h>

#include "base/record.h"
#include "fault/table.h"

namespace psig {

void crash_message_start();       // POSIX_SIGNALS_CRASH_MESSAGE=0 or 1 in the environment; else on in debug builds
int crash_message_switch(int on); // the former. EngineTable::crash_message
// Once per process. [dispatch], with what stack_guarantee() keeps
void crash_message(const FaultRow &row, const Record &record, const mcontext_t *context);

} // namespace psig
