// A thread that transfers publishes its handle, then looks here. A thread that closes writes here, then looks for such
// threads. So one of the two sees the other. No lock.
#include "interrupt/closing.h"

#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/io_cancel.h"

namespace psig {
namespace {

constexpr unsigned kPlaces = 16; // closes at one time; a further one does as the C run-time does
std::atomic<void *> g_closing[kPlaces];
std::atomic<unsigned> g_count{0};

// Until it is out. It may be on its way in, or back for another round, where nothing can be cancelled.
void end_transfer(Thread *thread, void *handle) {
  constexpr std::uint64_t kMillisecond = 1'000'000;
  std::atomic<std::uint32_t> nobody{0};
  for (std::uint64_t pause = kMillisecond / 4; thread->io_handle.load() == handle; pause += pause) {
    (void)io_cancel(thread);
    if (thread->io_handle.load() != handle) return;
    nt::word_sleep(&nobody, 0, nt::now_ns() + (pause < 64 * kMillisecond ? pause : 64 * kMillisecond));
  }
}

} // namespace

bool is_closing(void *handle) {
  if (g_count.load() == 0) return false;
  for (const std::atomic<void *> &place : g_closing)
    if (place.load() == handle) return true;
  return false;
}

void closing(void *handle, bool on) {
  for (std::atomic<void *> &place : g_closing) {
    void *seen = on ? nullptr : handle;
    if (!place.compare_exchange_strong(seen, on ? handle : nullptr)) continue;
    if (on) g_count.fetch_add(1);
    else g_count.fetch_sub(1);
    break;
  }
  if (!on) return;
  const DeliveryGuard delivery;
  unsigned position = 0;
  for (;;) {
    const PinnedThread thread =
        pin_next(&position, [](const Thread *other) { return other->io_handle.load() != nullptr; });
    if (!thread) return;
    if (thread.get() != delivery.thread()) end_transfer(thread.get(), handle);
  }
}

} // namespace psig
