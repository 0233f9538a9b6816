// Control events become signals.
#pragma once

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

// Listens; and makes of the inherited flag against Ctrl-C what POSIX would (XSH exec: an ignored signal stays ignored).
// `given`: a posix_spawn() of the parent has said already what is ignored. [thread]
void console_start(bool given);

// Whether the program's own control handlers are to be asked before the default action ends the process: then it does
// not take effect now (ask.h). [any], under a delivery guard
[[nodiscard]] bool console_handlers_first(const Record &record);

// The table entry: the signal of a control event from now on, 0 for none; and the former one. [any]
Errno console_map(unsigned event, int signo, int *former);

// The same, told by a window: only a handled signal is sent; the last events hold the caller, as above. [thread]
void console_window_event(unsigned event);

// What the system counts as hung, counted in the same way: for tests.
[[nodiscard]] unsigned console_hold_ms(unsigned event);

} // namespace psig
