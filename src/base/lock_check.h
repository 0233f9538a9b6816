// What a build with PSIG_CHECKS asserts of locks: a thread takes them in the order of their ranks, the thread that is
// said to hold one does, and no thread takes one where the context forbids it. Other builds have none of this.
//
// Every rank has one lock, so a word for each rank names its holder. To find what a thread holds these words are
// walked, so the thread needs no state and nothing here allocates. The words are no std::atomic, or tests/explore would
// explore them. [any]
#pragma once

#include <cstdint>

#include "base/lock_rank.h"

#ifndef PSIG_CHECKS
#define PSIG_CHECKS 0
#endif

namespace psig {

inline constexpr bool kChecks = PSIG_CHECKS != 0;

// The platform's part, with those of base/lock.h.
std::uint32_t lock_self(); // the calling thread's id, not 0, below 2^31
// Says what is wrong, with the names of one lock or two (null: of one), and ends the process.
[[noreturn]] void lock_check_failed(const char *what, const char *lock, const char *other);

namespace lock_check {

inline std::uint32_t g_holder[kLockRanks];    // thread ids; 0: free
inline std::uint32_t g_forbidden[kLockRanks]; // threads that take no lock now (NoLocks); more at a time go unchecked

constexpr const char *name_of(LockRank rank) { return kLockNames[static_cast<unsigned>(rank)]; }
inline std::uint32_t &holder_of(LockRank rank) { return g_holder[static_cast<unsigned>(rank)]; }
inline bool holds(std::uint32_t thread, LockRank rank) {
  return __atomic_load_n(&holder_of(rank), __ATOMIC_RELAXED) == thread;
}

// Before a lock of this rank is taken.
inline void order(LockRank wanted) {
  const std::uint32_t me = lock_self();
  for (const std::uint32_t &thread : g_forbidden)
    if (__atomic_load_n(&thread, __ATOMIC_RELAXED) == me)
      lock_check_failed("a lock where none may be taken", name_of(wanted), nullptr);
  for (unsigned n = 0; n < kLockRanks; ++n) {
    const auto held = static_cast<LockRank>(n);
    if ((held >= wanted || (is_leaf(held) && is_leaf(wanted))) && holds(me, held))
      lock_check_failed("locks out of order", name_of(wanted), name_of(held));
  }
}

inline void taken(LockRank rank) { __atomic_store_n(&holder_of(rank), lock_self(), __ATOMIC_RELAXED); }
inline void given_back(LockRank rank) { __atomic_store_n(&holder_of(rank), 0, __ATOMIC_RELAXED); }
inline void held(LockRank rank) {
  if (!holds(lock_self(), rank)) lock_check_failed("not under its lock", name_of(rank), nullptr);
}

// For tests that begin anew, whatever was held.
inline void reset() {
  for (std::uint32_t &thread : g_holder) thread = 0;
  for (std::uint32_t &thread : g_forbidden) thread = 0;
}

} // namespace lock_check

// While one lives, the thread takes no lock: [dispatch].
class NoLocks {
public:
  NoLocks() {
    if constexpr (kChecks) place_ = enter();
  }
  ~NoLocks() { over(); }
  void over() { // before its end
    if constexpr (kChecks)
      if (place_ != nullptr) __atomic_store_n(place_, 0, __ATOMIC_RELAXED);
    place_ = nullptr;
  }
  NoLocks(const NoLocks &) = delete;
  NoLocks &operator=(const NoLocks &) = delete;

private:
  static std::uint32_t *enter() {
    for (std::uint32_t &place : lock_check::g_forbidden) {
      std::uint32_t free = 0;
      if (__atomic_compare_exchange_n(&place, &free, lock_self(), false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return &place;
    }
    return nullptr;
  }
  std::uint32_t *place_ = nullptr;
};

} // namespace psig
