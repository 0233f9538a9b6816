/* <limits.h> for Unix sources: the system's own, then the library's (<posix/limits.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <limits.h>
#include <posix/limits.h>
