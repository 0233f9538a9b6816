// abort (XSH abort). [any]
#include "signal/api/result.h"

extern "C" {

// By its symbol: the CRT's header has declared the name first.
[[noreturn]] void posix_abort();
[[noreturn]] void posix_abort() {
  psig::engine()->abort();
  __builtin_unreachable();
}

} // extern "C"
