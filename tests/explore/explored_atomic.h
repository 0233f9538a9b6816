// std::atomic for explored code: included before everything else (-include), it makes every access known to the
// explorer. All orders are sequentially consistent here, whatever a memory_order says.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "explore/explorer.h"

namespace std {

template <typename T> class explored_atomic {
public:
  static constexpr bool is_always_lock_free = true;
  constexpr explored_atomic() noexcept = default;
  constexpr explored_atomic(T value) noexcept : value_(value) {}
  explored_atomic(const explored_atomic &) = delete;
  explored_atomic &operator=(const explored_atomic &) = delete;

  T load(memory_order = memory_order_seq_cst) const {
    explore::before(this, explore::Kind::kLoad);
    return seen(explore::Kind::kLoad, value_);
  }
  void store(T value, memory_order = memory_order_seq_cst) {
    explore::before(this, explore::Kind::kStore);
    value_ = value;
    seen(explore::Kind::kStore, value);
  }
  T exchange(T value, memory_order = memory_order_seq_cst) {
    return update([value](T) { return value; });
  }
  T fetch_add(T value, memory_order = memory_order_seq_cst) {
    return update([value](T old) { return static_cast<T>(old + value); });
  }
  T fetch_sub(T value, memory_order = memory_order_seq_cst) {
    return update([value](T old) { return static_cast<T>(old - value); });
  }
  T fetch_or(T value, memory_order = memory_order_seq_cst) {
    return update([value](T old) { return static_cast<T>(old | value); });
  }
  T fetch_and(T value, memory_order = memory_order_seq_cst) {
    return update([value](T old) { return static_cast<T>(old & value); });
  }
  bool compare_exchange_strong(T &expected, T wanted, memory_order = memory_order_seq_cst,
                               memory_order = memory_order_seq_cst) {
    explore::before(this, explore::Kind::kUpdate);
    if (value_ == expected) {
      value_ = wanted;
      seen(explore::Kind::kUpdate, wanted);
      return true;
    }
    expected = seen(explore::Kind::kLoad, value_);
    return false;
  }
  bool compare_exchange_weak(T &expected, T wanted, memory_order a = memory_order_seq_cst,
                             memory_order b = memory_order_seq_cst) {
    return compare_exchange_strong(expected, wanted, a, b);
  }
  operator T() const { return load(); }
  T operator=(T value) {
    store(value);
    return value;
  }
  [[nodiscard]] const T *unexplored() const { return &value_; }

private:
  T seen(explore::Kind kind, T value) const {
    std::uint64_t word = 0;
    static_assert(sizeof(T) <= sizeof(word));
    std::memcpy(&word, &value, sizeof(T));
    explore::after(this, kind, word);
    return value;
  }
  template <typename Change> T update(Change change) {
    explore::before(this, explore::Kind::kUpdate);
    const T old = value_;
    value_ = change(old);
    seen(explore::Kind::kUpdate, value_);
    return old;
  }

  T value_{};
};

} // namespace std

#define atomic explored_atomic
