// Floating-point traps (glibc feenableexcept). [any]
#include <posix/fenv.h>

#include "signal/arch/float_control.h"

using namespace psig;

extern "C" {

int fegetexcept(void) { return static_cast<int>(float_traps()); }

int feenableexcept(int excepts) {
  const unsigned wanted = static_cast<unsigned>(excepts), before = float_traps();
  if ((wanted & ~kFloatTraps) != 0) return -1;
  float_traps_set(before | wanted);
  return static_cast<int>(before);
}

int fedisableexcept(int excepts) {
  const unsigned unwanted = static_cast<unsigned>(excepts), before = float_traps();
  if ((unwanted & ~kFloatTraps) != 0) return -1;
  float_traps_set(before & ~unwanted);
  return static_cast<int>(before);
}

} // extern "C"
