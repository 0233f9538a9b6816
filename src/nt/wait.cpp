// WaitOnAddress behind the engine's doorbells and locks.
#include "nt/wait.h"

#include "base/lock.h"
#include "nt/imports.h"
#include "nt/teb.h"
#include "nt/windows.h"

namespace psig {

std::uint32_t lock_self() { return static_cast<std::uint32_t>(nt::current_tid()); }

void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen) {
  nt::g_imports.WaitOnAddress(word, &seen, sizeof(seen), INFINITE);
}

namespace {
std::atomic<bool> g_wake_all{false};
}

void lock_wake(std::atomic<std::uint32_t> *word) {
  (g_wake_all.load() ? nt::g_imports.WakeByAddressAll : nt::g_imports.WakeByAddressSingle)(word);
}

namespace nt {

void locks_wake_all(bool on) { g_wake_all.store(on); }

std::uint64_t now_ns() {
  static std::uint64_t frequency = 0; // racing initialisations store the same value
  LARGE_INTEGER value;
  if (frequency == 0) {
    QueryPerformanceFrequency(&value);
    frequency = static_cast<std::uint64_t>(value.QuadPart);
  }
  QueryPerformanceCounter(&value);
  const auto ticks = static_cast<std::uint64_t>(value.QuadPart);
  return ticks / frequency * 1'000'000'000 + ticks % frequency * 1'000'000'000 / frequency;
}

unsigned long milliseconds_until(std::uint64_t deadline) {
  if (deadline == kForever) return INFINITE;
  const std::uint64_t now = now_ns();
  if (now >= deadline) return 0;
  const std::uint64_t ms = (deadline - now + 999'999) / 1'000'000;
  return ms >= INFINITE ? INFINITE - 1 : static_cast<unsigned long>(ms);
}

void word_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen, std::uint64_t deadline) {
  g_imports.WaitOnAddress(word, &seen, sizeof(seen), milliseconds_until(deadline));
}

void word_wake_all(std::atomic<std::uint32_t> *word) { g_imports.WakeByAddressAll(word); }

} // namespace nt
} // namespace psig
