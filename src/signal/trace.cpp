// The writers' side of the ring, and the handshake with the thread that writes it out.
//
// Race: a writer puts its entry, then looks whether the thread rests; the thread says that it rests, then looks at the
// ring once more. Both are sequentially consistent, so one of them sees the other.
#include "signal/trace.h"

#include "nt/system/clock.h"
#include "nt/thread/event.h"
#include "nt/thread/teb.h"
#include "nt/thread/word_wait.h"

namespace psig {

constinit TraceRing *g_trace_ring = nullptr;

namespace {

constinit std::atomic<void *> g_event{nullptr};
constinit std::atomic<std::uint32_t> g_rests{0}, g_rounds{0};
constinit std::atomic<std::uint64_t> g_written{0};

void ring_for_writer() {
  if (g_rests.load() != 0 && g_rests.exchange(0) != 0) nt::event_set(g_event.load());
}

} // namespace

void trace_put(TraceRing *ring, TraceEntry entry) {
  entry.time = nt::now_ns();
  entry.tid = static_cast<std::uint32_t>(nt::current_tid());
  ring->put(entry);
  ring_for_writer();
}

void trace_begin(TraceRing *ring) {
  if (ring != nullptr) {
    ring->clock.store(nt::real_ns() - nt::now_ns());
    ring->abi.store(kTraceAbi);
    ring->magic.store(kTraceMagic);
  }
  __atomic_store_n(&g_trace_ring, ring, __ATOMIC_RELEASE);
}

void trace_writer_is(void *event) { g_event.store(event); }

void trace_written(std::uint64_t number) {
  g_written.store(number);
  g_rounds.fetch_add(1);
  nt::word_wake_all(&g_rounds);
}

bool trace_writer_rests(const TraceReader &reader) {
  g_rests.store(1);
  const TraceRing *ring = tracing();
  return ring == nullptr || ring->next.load() == reader.position();
}

void trace_writer_works() { g_rests.store(0); }

void trace_flush() {
  constexpr std::uint64_t kMost = 2'000'000'000;
  const TraceRing *ring = tracing();
  if (ring == nullptr || g_event.load() == nullptr) return;
  const std::uint64_t end = ring->next.load(), deadline = nt::now_ns() + kMost;
  for (;;) {
    const std::uint32_t seen = g_rounds.load();
    if ((seen != 0 && g_written.load() >= end) || nt::now_ns() >= deadline) return; // 0: it has not begun
    ring_for_writer();
    nt::word_sleep(&g_rounds, seen, deadline);
  }
}

} // namespace psig
