/* <fenv.h> for Unix sources: the system's own, then the library's (<posix/fenv.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <fenv.h>
#include <posix/fenv.h>
