// The calls beyond POSIX: roads, grace, the doorbell as a handle, dispatch. [any]
#include "signal/engine_table.h"

using psig::engine;

extern "C" {

unsigned posix_signal_roads_np(unsigned roads) { return engine()->roads(roads); }
int posix_signal_grace_np(int milliseconds) { return engine()->grace(milliseconds); }
void *posix_signal_event_np(void) { return engine()->event(); }
int posix_signal_dispatch_np(void) { return engine()->dispatch(); }

} // extern "C"
