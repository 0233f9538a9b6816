// The console that this process is attached to: its control events, its identity, its size.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

using Handle = void *;

// Control events come on a thread of the system's own, each on a new one. `listener` returns whether the event is
// taken; otherwise the handlers that were there before it are asked, the default one last. [thread]
void console_listen(bool (*listener)(unsigned event));

// The flag against Ctrl-C, which children inherit and which a new console process group begins with. [thread]
[[nodiscard]] bool console_ctrl_c_off();
void console_ctrl_c_set(bool on);

// Whether somebody can see this process's windows: false for services. [thread]
[[nodiscard]] bool window_station_visible();

// How long the system waits for a console program to be through with an event before it ends it, in milliseconds. What
// SystemParametersInfo tells of SPI_GETHUNGAPPTIMEOUT, SPI_GETWAITTOKILLTIMEOUT, SPI_GETWAITTOKILLSERVICETIMEOUT, read
// where it reads them, since user32 is not to be loaded for it. [thread]
enum class SystemLimit { kHungApp, kWaitToKill, kWaitToKillService };
[[nodiscard]] unsigned system_limit_ms(SystemLimit limit);

} // namespace psig::nt
