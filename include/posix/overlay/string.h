/* <string.h> for Unix sources: the system's own, then the library's (<posix/string.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <string.h>
#include <posix/string.h>
