// One engine per process, however many modules carry a copy of the library (docs/adr/0003).
#pragma once

#include "signal/engine_table.h"

namespace psig {

// The table of a copy that is already running in another module; null if this copy is the first. Ends the process
// with a message if that copy has another ABI version: two engines in one process would each own half of the signals.
const EngineTable *engine_of_another_copy();
void engine_publish(const EngineTable *table);

} // namespace psig
