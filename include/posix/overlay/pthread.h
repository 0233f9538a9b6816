/* <pthread.h> for Unix sources: the system's own, then the library's (<posix/pthread.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <pthread.h>
#include <posix/pthread.h>
