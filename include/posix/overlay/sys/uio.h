/* <sys/uio.h> for Unix sources. */
#pragma GCC system_header
#include <posix/sys/uio.h>
