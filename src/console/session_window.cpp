// The window is made when the program first wants one of its signals, on a library thread, which then serves its
// messages. It sends only signals that are handled: a program that saves its work by its own windows must not end
// before it has.
#include "console/session_window.h"

#include <atomic>

#include "console/control.h"
#include "console/event_map.h"
#include "console/service.h"
#include "nt/console/console.h"
#include "nt/console/console_tty.h"
#include "nt/console/message_window.h"
#include "nt/thread/thread.h"
#include "signal/engine.h"

namespace psig {
namespace {

constinit std::atomic<bool> g_watched{false};

void close_asked() { console_window_event(kCtrlClose); }
void session_ends() { console_window_event(kCtrlShutdown); }

void serve(void *) {
  if (library_thread_started() == nullptr) return;
  if (nt::window_station_visible()) nt::message_window({close_asked, session_ends});
}

} // namespace

void session_watch() {
  if (g_watched.load(std::memory_order_relaxed) || g_watched.exchange(true)) return;
  if (!nt::windowed_program() || is_service() || nt::console_id() != 0) return;
  (void)library_thread_begin(serve, nullptr);
}

} // namespace psig
