/* <stdlib.h> for Unix sources: the system's own, then the library's (<posix/stdlib.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <stdlib.h>
#include <posix/stdlib.h>
