// The program's own control handlers are asked before the default action of a signal that stands for a control event.
#pragma once

#include "base/record.h"
#include "console/event_map.h"

namespace psig {

// `rule`: what the signal stands for, or null. True: the default action is not to take effect now. Either the handlers
// are asked, soon and on a thread of their own, and the signal comes again if none of them takes the event; or the
// program has switched it off. [any], under a delivery guard
[[nodiscard]] bool console_asks(const Record &record, const EventRule *rule);

// The dispatcher's: begins the next question, unless one is under way or the process is stopped; the thread that runs
// the handlers now, null if there is none; and its end.
void console_ask_next();
[[nodiscard]] void *console_asking();
void console_answered();

// On that thread, for the library's handler, which is asked when all others have declined: the signal in question.
[[nodiscard]] bool console_asked_here(Record *record); // [ctrl]

} // namespace psig
