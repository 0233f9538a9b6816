// A mutex in one word: uncontended it is one compare-and-swap, contended it sleeps on the word (futex style).
//
// The word names its holder, so that whoever has suspended a thread can tell that it holds the lock, and leaves it
// alone: no handler runs on top of a holder, and the lock is safe in [any] code.
// Lock order, outermost first: mailbox, engine, suspend. Nothing is locked while a thread is suspended.
#pragma once

#include <atomic>
#include <cstdint>

namespace psig {

// The platform's part: nt/thread/word_wait.cpp, and tests/support for the native build.
std::uint32_t lock_self();                                             // the calling thread's id, not 0, below 2^31
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen); // may free the lock of a holder that is gone
void lock_wake(std::atomic<std::uint32_t> *word);

class Lock {
public:
  void acquire() {
    if (!try_acquire()) acquire_contended();
  }
  bool try_acquire() {
    std::uint32_t expected = kFree;
    return word_.compare_exchange_strong(expected, lock_self() << 1, std::memory_order_acquire);
  }
  void release() {
    if ((word_.exchange(kFree, std::memory_order_release) & kContended) != 0) lock_wake(&word_);
  }
  // For its holder: the release wakes whoever sleeps, also where one was woken before and has not come round.
  void wake_at_release() { word_.fetch_or(kContended); }
  [[nodiscard]] bool held_by(std::uint32_t id) const { return word_.load() >> 1 == id; }

private:
  static constexpr std::uint32_t kFree = 0, kContended = 1;

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

class LockGuard {
public:
  explicit LockGuard(Lock &lock) : lock_(lock) { lock_.acquire(); }
  ~LockGuard() { lock_.release(); }
  void wake_at_release() const { lock_.wake_at_release(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;

private:
  Lock &lock_;
};

} // namespace psig
