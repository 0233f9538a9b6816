/* <sys/types.h> for Unix sources. The library's comes first: it takes the name sigset_t before mingw-w64 can. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/types.h>
#include_next <sys/types.h>
