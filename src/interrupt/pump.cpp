// There is one pump, for the one handle that such a program reads: its standard input. The reader makes a request and
// sleeps as in every wait of ours; the pump answers and wakes it. An answer stays until the reader has taken all of it.
#include "interrupt/pump.h"

#include <cstring>

#include "nt/crt/crt_io.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "signal/wake.h"

namespace psig {
namespace {

enum State : std::uint32_t { kIdle, kRequested, kAnswered };

struct Pump {
  std::atomic<std::uint32_t> state{kIdle};
  std::atomic<void *> handle{nullptr};
  std::atomic<Thread *> reader{nullptr}; // a jump leaves it to its thread
  bool started = false;                  // the rest is the reader's while it is idle or answered, the pump's otherwise
  unsigned size = 0, got = 0, taken = 0;
  unsigned long os_error = 0;
  char bytes[4096] = {};
};
constinit Pump g_pump;

[[noreturn]] void serve(void *) {
  (void)library_thread_started();
  for (;;) {
    while (g_pump.state.load() != kRequested) nt::word_sleep(&g_pump.state, g_pump.state.load(), nt::kForever);
    (void)nt::file_read(g_pump.handle.load(), g_pump.bytes, g_pump.size, &g_pump.got, &g_pump.os_error);
    g_pump.taken = 0;
    g_pump.state.store(kAnswered);
    if (Thread *reader = g_pump.reader.load(); reader != nullptr) (void)wake(reader);
  }
}

// Asked again whenever the reader wakes: a handler may have read what was answered.
bool answered(void *argument) {
  if (g_pump.state.load() == kIdle) {
    const unsigned size = *static_cast<const unsigned *>(argument);
    g_pump.size = size < sizeof(g_pump.bytes) ? size : sizeof(g_pump.bytes);
    g_pump.state.store(kRequested);
    nt::word_wake_all(&g_pump.state);
  }
  return g_pump.state.load() == kAnswered;
}

bool claim(Thread *thread, void *handle) {
  Thread *nobody = nullptr;
  if (!g_pump.reader.compare_exchange_strong(nobody, thread) && nobody != thread) return false;
  void *none = nullptr;
  const bool ours = g_pump.handle.compare_exchange_strong(none, handle) || none == handle;
  if (ours && !g_pump.started) g_pump.started = library_thread_begin(serve, nullptr);
  if (ours && g_pump.started) return true;
  g_pump.reader.store(nullptr);
  return false;
}

} // namespace

bool pump_read(Thread *thread, void *handle, void *buffer, unsigned size, unsigned *got, unsigned long *os_error,
               Errno *error) {
  if (size == 0 || !claim(thread, handle)) return false;
  *error = wait_until(thread, kWaiting, answered, &size);
  if (*error == 0) {
    const unsigned left = g_pump.got - g_pump.taken;
    *got = size < left ? size : left;
    std::memcpy(buffer, g_pump.bytes + g_pump.taken, *got);
    g_pump.taken += *got;
    *os_error = g_pump.os_error;
    if (g_pump.taken == g_pump.got) g_pump.state.store(kIdle);
  }
  g_pump.reader.store(nullptr);
  return true;
}

} // namespace psig
