/* <fcntl.h> for Unix sources: the system's own, then the library's (<posix/fcntl.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/types.h>
#include_next <fcntl.h>
#include <posix/fcntl.h>
