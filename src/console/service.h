// This process as a Windows service: its controls become signals, and the manager learns what becomes of it.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig {

void service_start(void (*wake_dispatcher)());

// The table entries (include/posix/service.h). EBUSY EAGAIN EIO [thread]
Errno service_begin(int *argc, char ***argv);
void service_body_ended();
Errno service_map(unsigned control, int signo, int *former); // EINVAL [any]

[[nodiscard]] bool is_service(); // one, and not ended [any]
// On the dispatcher: generates the signals of the controls that have come.
void service_generate();
// On the dispatcher: the process has been stopped, or continued.
void service_stopped_or_not();
// Upcalls::handled. [any]
void service_signal_handled(int signo);
// The process is about to end, with this exit status: the manager is told, once. The last thing before.
void service_ends(std::uint32_t status);
// A thread has been attached. The system's own for services takes no signals. [loader]
void service_thread_begins();
// The console says that the system shuts down: false in a service that has been asked to stop already. [ctrl]
[[nodiscard]] bool service_shutdown_is_news();

} // namespace psig
