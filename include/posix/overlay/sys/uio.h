/* <sys/uio.h> for Unix sources. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/uio.h>
