// The floating point environment around a handler: it begins with the default one, and what it changes (rounding,
// exception flags) does not reach the code it interrupted, as with Linux's sigreturn. [target]
#pragma once

#include <cstdint>

namespace psig {

#if defined(__x86_64__)
class FloatControl {
public:
  FloatControl() : saved_(read()) { write_if_other(saved_, kDefault); }
  ~FloatControl() { write_if_other(read(), saved_); }
  FloatControl(const FloatControl &) = delete;
  FloatControl &operator=(const FloatControl &) = delete;

private:
  struct Control {
    std::uint32_t mxcsr;
    std::uint16_t x87;
  };
  static constexpr Control kDefault = {0x1F80, 0x037F};

  static Control read() {
    Control control;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(control.mxcsr), "=m"(control.x87));
    return control;
  }
  // Loading is dearer than comparing.
  static void write_if_other(const Control &now, const Control &wanted) {
    if (now.mxcsr != wanted.mxcsr) __asm__ volatile("ldmxcsr %0" ::"m"(wanted.mxcsr));
    if (now.x87 != wanted.x87) __asm__ volatile("fldcw %0" ::"m"(wanted.x87));
  }

  Control saved_;
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
