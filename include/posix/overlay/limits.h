/* <limits.h> for Unix sources: the system's own, then the library's (<posix/limits.h>). */
#pragma GCC system_header
#include_next <limits.h>
#include <posix/limits.h>
