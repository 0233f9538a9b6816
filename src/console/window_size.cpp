// A library thread, made for the first handler, watches the window. Where the system does not report it, a change
// leaves records among the keys, which read() finds (reader.cpp).
#include "console/window_size.h"

#include <posix/signal.h>

#include "console/foreground.h"
#include "nt/console/console_tty.h"
#include "nt/console/console_watch.h"
#include "nt/thread/thread.h"
#include "process/identity.h"
#include "signal/engine.h"

namespace psig {
namespace {

std::atomic<bool> g_watched{false};
std::atomic<std::uint32_t> g_size{0}; // columns << 16 | rows, as last told

std::uint32_t size_now() {
  nt::TtySize size;
  return nt::tty_size(nullptr, &size) ? static_cast<std::uint32_t>(size.columns) << 16 | size.rows : 0;
}

void watcher(void *) {
  if (library_thread_started() == nullptr) return;
  nt::console_watch(window_check);
  nt::console_want_size_records();
}

} // namespace

void window_watch() {
  if (g_watched.exchange(true)) return;
  g_size.store(size_now()); // now: what the program reads after it has set the handler is no older
  (void)library_thread_begin(watcher, nullptr);
}

// As the terminal driver: to the foreground group only.
void window_check() {
  const std::uint32_t size = size_now();
  if (size == 0 || g_size.exchange(size) == size) return;
  if (in_background(foreground_now(), process_own_group())) return;
  (void)post(nullptr, Record{.signo = SIGWINCH, .code = SI_KERNEL}, false, TraceOrigin::kConsole);
}

} // namespace psig
