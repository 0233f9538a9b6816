/* <sys/select.h> for Unix sources: the library's (<posix/sys/select.h>); mingw-w64 has none. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/select.h>
