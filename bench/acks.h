// How a sender learns that its signal has arrived: it sleeps on a word, and the target counts it up and wakes the
// sender. Never by spinning: with two cores that measures the scheduler.
#pragma once

#include <atomic>
#include <cstdint>

#include <windows.h>

namespace bench {

inline std::atomic<std::uint32_t> g_acks{0};

inline void wake_on(std::atomic<std::uint32_t> &word) {
  word.fetch_add(1);
  WakeByAddressAll(&word);
}

inline void sleep_on(std::atomic<std::uint32_t> &word, std::uint32_t seen) {
  while (word.load() == seen) WaitOnAddress(&word, &seen, sizeof(seen), INFINITE);
}

inline void acknowledge() { wake_on(g_acks); }

// Sends, and sleeps until it is acknowledged.
template <typename Send> void round_trip(Send send) {
  const std::uint32_t seen = g_acks.load();
  send();
  sleep_on(g_acks, seen);
}

} // namespace bench
