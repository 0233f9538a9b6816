/* <poll.h> for Unix sources: the library's (<posix/poll.h>); mingw-w64 has none. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/poll.h>
