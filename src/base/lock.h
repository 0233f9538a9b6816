// A mutex in one word: uncontended it is one compare-and-swap, contended it sleeps on the word (futex style).
//
// Whoever holds one has delivery inhibited, so no handler can run on top of it and the lock is safe in [any] code.
// Lock order, outermost first: transport, engine, suspend. Nothing is locked while a thread is suspended.
#pragma once

#include <atomic>
#include <cstdint>

namespace psig {

// The platform's sleep on a word; nt/wait.cpp, and tests/support for the native build.
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen);
void lock_wake(std::atomic<std::uint32_t> *word);

class Lock {
public:
  void acquire() {
    std::uint32_t expected = kFree;
    if (!word_.compare_exchange_strong(expected, kHeld, std::memory_order_acquire)) acquire_contended();
  }
  bool try_acquire() {
    std::uint32_t expected = kFree;
    return word_.compare_exchange_strong(expected, kHeld, std::memory_order_acquire);
  }
  void release() {
    if (word_.exchange(kFree, std::memory_order_release) == kContended) lock_wake(&word_);
  }

private:
  static constexpr std::uint32_t kFree = 0, kHeld = 1, kContended = 2;

  void acquire_contended() {
    while (word_.exchange(kContended, std::memory_order_acquire) != kFree) lock_sleep(&word_, kContended);
  }

  std::atomic<std::uint32_t> word_{kFree};
};

class LockGuard {
public:
  explicit LockGuard(Lock &lock) : lock_(lock) { lock_.acquire(); }
  ~LockGuard() { lock_.release(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;

private:
  Lock &lock_;
};

} // namespace psig
