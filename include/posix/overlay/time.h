/* <time.h> for Unix sources: the system's own, then the library's (<posix/time.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <time.h>
#include <posix/time.h>
