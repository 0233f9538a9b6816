// Manual-reset events: the events that can be waited for together with other handles.
#pragma once

namespace psig::nt {

[[nodiscard]] void *event_create(); // null for want of resources
void event_set(void *event);
void event_reset(void *event);

} // namespace psig::nt
