// What the trace is kept in until somebody has written it out, or follows it from another process: a ring of entries.
// Portable.
//
// A writer takes a number, which is a place, and fills it: a few stores, no wait, no lock, no loop. So entries are made
// wherever the library runs ([any], [suspended], [dispatch]). Readers only look: there may be any number of them, each
// at its own pace, and one that is too slow or dead costs nobody anything. What a reader has missed it can count.
//
// Races: a place that a writer a whole lap behind is still busy with is left alone, and the later entry is lost. A
// reader knows by the sequence, before and after, that what it has read is whole. Words are stored with release and
// loaded with acquire: who has seen a new word sees the new sequence, too (a seqlock without fences).
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace psig {

enum class TraceEvent : std::uint8_t;

// One event; what the fields mean is the event's (trace.h).
struct TraceEntry {
  std::uint64_t time = 0; // nt::now_ns()
  std::uint32_t tid = 0;  // who tells of it
  TraceEvent event{};
  std::uint8_t signo = 0;
  std::uint8_t how = 0;
  std::uint8_t result = 0;
  std::int32_t code = 0;
  std::uint32_t thread = 0;
  std::int64_t pid = 0;
  std::uint64_t value = 0;
};

inline constexpr std::uint32_t kTraceMagic = 0x54'47'53'50, kTraceAbi = 1; // PSGT
inline constexpr std::uint32_t kTraceSlots = 4096;                         // a power of two

struct TraceRing {
  static constexpr std::size_t kWords = sizeof(TraceEntry) / sizeof(std::uint64_t);
  struct Slot {
    std::atomic<std::uint64_t> sequence{0}; // of number n: 2n+1 while it is being filled, 2n+2 from then on
    std::atomic<std::uint64_t> words[kWords]{};
    std::uint64_t reserved[2]{};
  };

  std::atomic<std::uint32_t> magic{0}, abi{0};    // of a ring whose head is whole
  std::atomic<std::uint64_t> clock{0};            // what makes UTC, in ns, of an entry's time
  alignas(64) std::atomic<std::uint64_t> next{0}; // the next number
  alignas(4096) Slot slots[kTraceSlots];

  void put(const TraceEntry &entry) {
    const std::uint64_t number = next.fetch_add(1);
    Slot &slot = slots[number % kTraceSlots];
    std::uint64_t seen = slot.sequence.load();
    if ((seen & 1) != 0 || seen > 2 * number || !slot.sequence.compare_exchange_strong(seen, 2 * number + 1)) return;
    const auto words_of = std::bit_cast<std::array<std::uint64_t, kWords>>(entry);
    for (std::size_t n = 0; n < kWords; ++n) slot.words[n].store(words_of[n], std::memory_order_release);
    slot.sequence.store(2 * number + 2);
  }
};
static_assert(sizeof(TraceEntry) == 40 && sizeof(TraceRing::Slot) == 64);
static_assert(sizeof(TraceRing) == 4096 + std::size_t{kTraceSlots} * 64);

class TraceReader {
public:
  explicit TraceReader(const TraceRing &ring, std::uint64_t from = 0) : ring_(&ring), at_(from) {}

  enum class Got : std::uint8_t {
    kEntry,
    kNothing,
    kBusy, // the next one is still being filled
  };
  // Passes over what is lost, and counts it.
  Got read(TraceEntry *out) {
    for (;;) {
      const std::uint64_t end = ring_->next.load();
      if (at_ == end) return Got::kNothing;
      if (end - at_ > kTraceSlots) pass_to(end < at_ ? end : end - kTraceSlots);
      if (at_ == end) return Got::kNothing;
      const TraceRing::Slot &slot = ring_->slots[at_ % kTraceSlots];
      const std::uint64_t whole = 2 * at_ + 2, seen = slot.sequence.load();
      if (seen < whole) return Got::kBusy;
      if (seen == whole && copied(slot, whole, out)) {
        ++at_;
        return Got::kEntry;
      }
      pass_to(at_ + 1);
    }
  }
  // Not waited for any longer: its writer has ended half way, or has left it out.
  void give_up_busy() { pass_to(at_ + 1); }

  [[nodiscard]] std::uint64_t position() const { return at_; }
  // Since the last call.
  [[nodiscard]] std::uint64_t take_lost() {
    const std::uint64_t lost = lost_;
    lost_ = 0;
    return lost;
  }

private:
  void pass_to(std::uint64_t number) {
    if (number > at_) lost_ += number - at_;
    at_ = number;
  }
  static bool copied(const TraceRing::Slot &slot, std::uint64_t whole, TraceEntry *out) {
    std::array<std::uint64_t, TraceRing::kWords> words;
    for (std::size_t n = 0; n < words.size(); ++n) words[n] = slot.words[n].load(std::memory_order_acquire);
    *out = std::bit_cast<TraceEntry>(words);
    return slot.sequence.load() == whole;
  }

  const TraceRing *ring_;
  std::uint64_t at_;
  std::uint64_t lost_ = 0;
};

// How long a reader waits for an entry that is being filled: its writer may have been ended half way.
class TracePatience {
public:
  // Of the entry at `position`, which is busy `now` (ns).
  [[nodiscard]] bool is_over(std::uint64_t position, std::uint64_t now) {
    constexpr std::uint64_t kMost = 1'000'000'000;
    if (position != busy_at_) busy_at_ = position, since_ = now;
    return now - since_ >= kMost;
  }

private:
  std::uint64_t busy_at_ = ~std::uint64_t{0}, since_ = 0;
};

} // namespace psig
