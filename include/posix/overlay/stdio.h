/* <stdio.h> for Unix sources: the system's own, then the library's (<posix/stdio.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <stdio.h>
#include <posix/stdio.h>
