/* <fenv.h> for Unix sources: the system's own, then the library's (<posix/fenv.h>). */
#pragma GCC system_header
#include_next <fenv.h>
#include <posix/fenv.h>
