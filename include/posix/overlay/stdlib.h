/* <stdlib.h> for Unix sources: the system's own, then the library's (<posix/stdlib.h>). */
#pragma GCC system_header
#include_next <stdlib.h>
#include <posix/stdlib.h>
