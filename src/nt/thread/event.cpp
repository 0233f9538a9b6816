// Events. [any]
#include "nt/thread/event.h"

#include "nt/windows.h"

namespace psig::nt {

void *event_create() { return CreateEventW(nullptr, TRUE, FALSE, nullptr); }
void event_set(void *event) { SetEvent(event); }
void event_reset(void *event) { ResetEvent(event); }

} // namespace psig::nt
