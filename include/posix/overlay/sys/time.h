/* <sys/time.h> for Unix sources: the system's own, then the library's (<posix/sys/time.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <sys/time.h>
#include <posix/sys/time.h>
