// SIGEV_THREAD: the function runs in a thread that the called copy of the library makes, by its own pthread_create().
#pragma once

#include <posix/signal.h>

#include "base/errno_result.h"
#include "timer/timer_request.h"

namespace psig::api {

[[nodiscard]] Errno notify_by_thread(const struct sigevent &event, TimerRequest *request); // [thread]

} // namespace psig::api
