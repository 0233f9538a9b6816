// A mutex in one word: uncontended it is one compare-and-swap, contended it sleeps on the word (futex style).
//
// The word names its holder. So whoever has suspended a thread can see that it holds the lock, and leaves it alone: no
// handler runs on top of a holder, and the lock is safe in [any] code. base/lock_rank.h says which lock may be taken
// under which.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/lock_annotations.h"
#include "base/lock_check.h"
#include "base/lock_rank.h"

namespace psig {

// The platform's part, with those of base/lock_check.h: nt/thread/word_wait.cpp, and tests/support for the native
// build.
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen); // may free the lock of a holder that is gone
void lock_wake(std::atomic<std::uint32_t> *word);

template <LockRank Rank> class PSIG_CAPABILITY Lock {
public:
  void acquire() PSIG_ACQUIRES() {
    if constexpr (kChecks) lock_check::order(Rank);
    if (!compare_and_swap()) acquire_contended();
    if constexpr (kChecks) lock_check::taken(Rank);
  }
  bool try_acquire() PSIG_TRY_ACQUIRES(true) {
    const bool taken = compare_and_swap();
    if constexpr (kChecks)
      if (taken) lock_check::taken(Rank);
    return taken;
  }
  void release() PSIG_RELEASES() {
    if constexpr (kChecks) lock_check::given_back(Rank);
    if ((word_.exchange(kFree, std::memory_order_release) & kContended) != 0) lock_wake(&word_);
  }
  // For its holder: the release wakes whoever sleeps, also where one was woken before and has not come round.
  void wake_at_release() { word_.fetch_or(kContended); }
  [[nodiscard]] bool held_by(std::uint32_t id) const { return word_.load() >> 1 == id; }
  // The first line of whatever runs under the lock.
  void assert_held() const PSIG_ASSERTS_HELD(this) {
    if constexpr (kChecks) lock_check::held(Rank);
  }

private:
  static constexpr std::uint32_t kFree = 0, kContended = 1;

  bool compare_and_swap() {
    std::uint32_t expected = kFree;
    return word_.compare_exchange_strong(expected, lock_self() << 1, std::memory_order_acquire);
  }

  // Whoever gets it here leaves it contended: others may sleep.
  void acquire_contended() {
    const std::uint32_t mine = lock_self() << 1 | kContended;
    for (;;) {
      std::uint32_t seen = word_.load(std::memory_order_relaxed);
      if (seen == kFree) {
        if (word_.compare_exchange_weak(seen, mine, std::memory_order_acquire)) return;
      } else if ((seen & kContended) != 0 || word_.compare_exchange_weak(seen, seen | kContended)) {
        lock_sleep(&word_, seen | kContended);
      }
    }
  }

  std::atomic<std::uint32_t> word_{kFree};
};

template <LockRank Rank> class PSIG_SCOPED_CAPABILITY LockGuard {
public:
  explicit LockGuard(Lock<Rank> &lock) PSIG_ACQUIRES(lock) : lock_(lock) { lock_.acquire(); }
  ~LockGuard() PSIG_RELEASES() { lock_.release(); }
  void wake_at_release() const { lock_.wake_at_release(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;

private:
  Lock<Rank> &lock_;
};

} // namespace psig
