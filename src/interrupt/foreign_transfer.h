// ReadFile and WriteFile in code that was compiled without our headers, for what has another process at its other end.
// Handlers run while the call blocks, and it goes on: its answer is that of the bare call (docs/adr/0023). A sender
// cancels the operation (signal/io_cancel.h).
#pragma once

#include "nt/thread/foreign_calls.h"

namespace psig {

// [thread]
int __stdcall foreign_read(nt::Handle handle, void *buffer, unsigned long size, unsigned long *got, void *overlapped);
int __stdcall foreign_write(nt::Handle handle, const void *bytes, unsigned long size, unsigned long *done,
                            void *overlapped);

} // namespace psig
