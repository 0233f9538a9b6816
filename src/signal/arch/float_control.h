// The floating point environment around a handler. The handler begins with the default one. What it changes (rounding,
// exception flags) does not reach the code that it interrupted, as with Linux's sigreturn. [target]
#pragma once

#include <cstdint>

namespace psig {

#if defined(__x86_64__)
class FloatControl {
public:
  FloatControl() : saved_(read()) { change(saved_, kDefault); }
  ~FloatControl() { change(read(), saved_); }
  FloatControl(const FloatControl &) = delete;
  FloatControl &operator=(const FloatControl &) = delete;

private:
  struct State {
    std::uint32_t mxcsr; // control, and the flags that SSE has raised
    std::uint16_t control, flags;
  };
  static constexpr State kDefault = {0x1F80, 0x037F, 0};
  static constexpr std::uint16_t kFlags = 0x3F; // of the x87 status word; the stack's top is nobody's between calls

  static State read() {
    State state;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1\n\tfnstsw %2"
                     : "=m"(state.mxcsr), "=m"(state.control), "=m"(state.flags));
    state.flags &= kFlags;
    return state;
  }
  // Loading is dearer than comparing.
  static void change(const State &now, const State &wanted) {
    if (now.mxcsr != wanted.mxcsr) __asm__ volatile("ldmxcsr %0" ::"m"(wanted.mxcsr));
    if (now.flags != wanted.flags) set_flags(wanted.flags);
    if (now.control != wanted.control) __asm__ volatile("fldcw %0" ::"m"(wanted.control));
  }
  static void set_flags(std::uint16_t flags) {
    struct {
      std::uint32_t control, status, others[5];
    } environment;
    if (flags == 0) {
      __asm__ volatile("fnclex");
      return;
    }
    __asm__ volatile("fnstenv %0" : "=m"(environment)); // masks all exceptions
    environment.status = (environment.status & ~std::uint32_t{kFlags}) | flags;
    __asm__ volatile("fldenv %0" ::"m"(environment));
  }

  State saved_;
};

// Which floating-point exceptions trap, as bits of <fenv.h>: the processor's masks, turned over.
inline constexpr unsigned kFloatTraps = 0x3F;

inline unsigned float_traps() {
  std::uint32_t mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  return ~(mxcsr >> 7) & kFloatTraps;
}

inline void float_traps_set(unsigned traps) {
  std::uint32_t mxcsr;
  std::uint16_t x87;
  __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
  mxcsr = (mxcsr | kFloatTraps << 7) & ~(traps << 7);
  x87 = static_cast<std::uint16_t>((x87 | kFloatTraps) & ~traps);
  __asm__ volatile("ldmxcsr %0\n\tfldcw %1" ::"m"(mxcsr), "m"(x87));
}
#endif

} // namespace psig
