/* <sys/resource.h> for Unix sources: <posix/sys/resource.h>; mingw-w64 has none. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/resource.h>
