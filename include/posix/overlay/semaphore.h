/* <semaphore.h> for Unix sources: the library's (<posix/semaphore.h>), in the place of winpthreads'. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/semaphore.h>
